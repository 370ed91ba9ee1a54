import { newId } from '../domain/ids.ts';
import type { Database } from './database.ts';
import { auditLog } from './schema/ledger.ts';

/** Who does something privileged, and in which request. */
export interface AuditedActor {
  /** `operator:<id>`, or `system:<part>`. */
  readonly actor: string;
  /** The API key the operator acts with. */
  readonly keyId: string | null;
  readonly requestId: string | null;
}

/** A line of the audit log. */
export interface AuditEntry extends AuditedActor {
  /** Null for what concerns all programs. */
  readonly programId: string | null;
  /** Such as `operator.create`. */
  readonly action: string;
  /** Such as `operator:<id>`. */
  readonly subject: string;
  /** Null where there was nothing before. */
  readonly before: object | null;
  readonly after: object | null;
}

/** Writes lines to the audit log, in the transaction of what they tell of. */
export async function recordAudit(tx: Database, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.insert(auditLog).values(entries.map((entry) => ({ id: newId(), ...entry })));
}
