import { type CommissionInputs, commissionInputs, earningLine } from './commission-inputs.ts';
import { type CommissionSplit, commissionRuleVersion, splitFee } from './commission-split.ts';
import type { CommissionKind } from './commission-status.ts';
import { invariant } from './errors.ts';

/** How a fee was split, as it is stored. */
export interface StoredRun {
  readonly id: string;
  readonly fee: bigint;
  readonly kept: bigint;
  readonly ruleVersion: string;
  readonly inputs: unknown;
  /** What was earned by it, without what is taken back. */
  readonly parts: readonly StoredPart[];
}

/** A commission as it was earned. */
export interface StoredPart {
  readonly affiliateId: string;
  readonly kind: CommissionKind;
  readonly level: number;
  readonly amount: bigint;
}

/** A split that was computed again from its inputs, and is what is stored. */
export interface RecomputedRun {
  readonly inputs: CommissionInputs;
  readonly split: CommissionSplit;
}

/**
 * Splits the fee of a run again, from the inputs that are stored with it.
 * @throws InvariantViolation where that is not what is stored, or the rule is not known; z.ZodError for inputs of another form.
 */
export function recompute(run: StoredRun): RecomputedRun {
  const { id, ruleVersion, fee } = run;
  invariant(ruleVersion === commissionRuleVersion, `Run ${id}: there is no rule ${ruleVersion}`);
  const inputs = commissionInputs.parse(run.inputs);
  const split = splitFee(fee, inputs, earningLine(inputs));
  const stored = [...run.parts].sort((a, b) => a.level - b.level);
  const isSame =
    split.kept === run.kept &&
    split.parts.length === stored.length &&
    split.parts.every((part, index) => {
      const { affiliateId, kind, level, amount } = stored[index] ?? {};
      return (
        part.affiliateId === affiliateId &&
        part.kind === kind &&
        part.level === level &&
        part.amount === amount
      );
    });
  invariant(isSame, `Run ${id}: what is stored is not what its inputs come to`);
  return { inputs, split };
}

/** A commission to be explained: negative where it takes back another. */
export interface ExplainedCommission extends StoredPart {
  readonly asset: string;
}

/**
 * How a commission came to be, a sentence a step.
 * @throws InvariantViolation where the split has no such commission.
 */
export function explainSteps(
  { affiliateId, level, asset, amount }: ExplainedCommission,
  fee: bigint,
  { inputs, split }: RecomputedRun,
): string[] {
  const part = split.parts.find((one) => one.affiliateId === affiliateId && one.level === level);
  const isTakenBack = amount < 0n;
  invariant(
    part?.amount === (isTakenBack ? -amount : amount),
    `Expected ${amount} of affiliate ${affiliateId} to be part of its run`,
  );
  const who = level === 1 ? 'brought the payer' : `is ${level - 1} above who brought the payer`;
  return [
    `The payment earned a fee of ${fee} minor units of ${asset}.`,
    `The affiliate ${who}: level ${level} of the ${inputs.maxDepth} that earn. It was not suspended.`,
    `Of that level is the rate for ${part.kind}, ${part.bps} of 10000 basis points.`,
    `${fee} * ${part.bps} / 10000, rounded down, is ${part.amount}; what is left stays with the program.`,
    ...(isTakenBack
      ? [
          `The settlement was reversed when a payout held this already: ${amount} is carried into the next one.`,
        ]
      : []),
  ];
}
