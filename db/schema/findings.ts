import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Something that is not as it should be and that the platform can not, or must not, mend by itself. At most
 * one is open per code and subject; seeing it again counts it. It is closed when it is over, never deleted.
 */
export const findings = pgTable(
  'findings',
  {
    id: uuid('id').primaryKey(),
    /** Null where it concerns the whole platform, such as the chain. */
    programId: uuid('program_id'),
    /** A code of `domain/finding-codes.ts`, which knows its meaning and remedy. */
    code: text('code').notNull(),
    /** What it is about: `intent:<id>`, `slot:<id>`, `wallet:<address>`, `chain:<id>`. */
    subject: text('subject').notNull(),
    detail: text('detail').notNull(),
    /** How often it was seen. */
    seen: integer('seen').notNull().default(1),
    openedAt: instant('opened_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    closedAt: instant('closed_at'),
    closeReason: text('close_reason'),
  },
  (t) => [
    uniqueIndex('findings_open_key').on(t.code, t.subject).where(sql`${t.closedAt} is null`),
    index('findings_subject_idx').on(t.subject),
  ],
);
