/** What a payout batch is by the rules, and nothing else: what its verbs are judged by. Two people have to approve it. */

/** Something that somebody wants of a batch. */
export interface BatchVerb {
  /** `touch` is an edit that changes nothing. */
  readonly name: 'approve' | 'edit' | 'touch' | 'cancel';
  readonly person: number;
  /** Whether it is of another batch than what stands there. */
  readonly stale: boolean;
}

/** A batch. */
export interface BatchModel {
  readonly status: 'PENDING' | 'APPROVED' | 'PROCESSING' | 'CANCELLED';
  readonly version: number;
  readonly makers: readonly number[];
  readonly approvers: readonly number[];
}

/** A batch as its maker left it. */
export function newModel(maker: number): BatchModel {
  return { status: 'PENDING', version: 1, makers: [maker], approvers: [] };
}

/** What a verb is answered with, `done` or a code, and what the batch is then. */
export function judge(
  model: BatchModel,
  verb: BatchVerb,
): { readonly outcome: string; readonly next: BatchModel } {
  const refusal = refusalOf(model, verb);
  if (refusal !== null) return { outcome: refusal, next: model };
  return { outcome: 'done', next: changed(model, verb) };
}

function refusalOf(model: BatchModel, { name, person, stale }: BatchVerb): string | null {
  const isOpen = model.status === 'PENDING' || model.status === 'APPROVED';
  const isThere =
    name === 'cancel'
      ? model.status === 'CANCELLED'
      : name === 'approve' && !stale && model.approvers.includes(person);
  if (isThere) return null;
  // Nothing is signed yet of what nobody has edited, and so goes on chain; the others are in a file.
  const unsent = model.status === 'PROCESSING' && model.version === 1;
  if (!isOpen && !(name === 'cancel' && unsent)) return 'BATCH_STATE';
  if (name === 'approve' && model.makers.includes(person)) return 'SAME_OPERATOR';
  return stale && name !== 'cancel' ? 'BATCH_CHANGED' : null;
}

function changed(model: BatchModel, { name, person }: BatchVerb): BatchModel {
  const including = (people: readonly number[]) => [...new Set([...people, person])].sort();
  switch (name) {
    case 'touch':
      return model;
    case 'cancel':
      return { ...model, status: 'CANCELLED' };
    case 'edit':
      return {
        ...{ status: 'PENDING', version: model.version + 1 },
        ...{ makers: including(model.makers), approvers: [] },
      };
    case 'approve': {
      if (model.approvers.includes(person)) return model;
      const approvers = including(model.approvers);
      return { ...model, approvers, status: approvers.length >= 2 ? 'APPROVED' : model.status };
    }
  }
}
