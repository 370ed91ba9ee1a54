import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { attributionStates } from '../../domain/attribution.ts';
import { canonicalCode } from '../../domain/referral-code.ts';
import type { RegisterEffect } from '../accept-types.ts';
import { type Database, queryRows } from '../database.ts';
import type { EffectItem } from './apply-effects.ts';

const affiliate = z
  .object({ id: z.string(), wallet: z.string(), status: z.enum(['ACTIVE', 'SUSPENDED']) })
  .nullable();

const factsRow = z.object({
  index: z.number(),
  active: z.boolean(),
  proofRequired: z.boolean(),
  /** The wallet has a registration that is under way or settled. */
  registered: z.boolean(),
  attribution: z.enum(attributionStates).nullable(),
  isAffiliate: z.boolean(),
  byCode: affiliate,
  byWallet: affiliate,
});

/** What the database knows before a registration. */
export type RegistrationFacts = z.infer<typeof factsRow>;

/** A registration of this user came to nothing: it failed, or what it did was reversed. */
export const cameToNothing = sql`(i.state = 'FAILED' or exists (
  select from intents r where r.reverses_intent_id = i.id and r.state = 'SETTLED'))`;

const affiliateJson = (alias: string) =>
  sql.raw(
    `case when ${alias}.id is not null then jsonb_build_object('id', ${alias}.id, 'wallet', ${alias}.wallet, 'status', ${alias}.status) end`,
  );

/** The facts of each registration, in one statement; by the index of the item. */
export async function registrationFacts(
  tx: Database,
  items: readonly EffectItem<RegisterEffect>[],
): Promise<Map<number, RegistrationFacts>> {
  const inputs = items.map(({ programId, effect }, index) => ({
    index,
    program_id: programId,
    wallet: effect.intent.wallet,
    code: effect.named?.code === undefined ? null : canonicalCode(effect.named.code),
    referrer: effect.named?.wallet ?? null,
  }));
  const rows = await queryRows(
    tx,
    sql`select c.index, p.status = 'ACTIVE' as active, p.wallet_proof_required as "proofRequired",
        u.id is not null and not ${cameToNothing} as registered, t.state as attribution,
        own.id is not null as "isAffiliate",
        ${affiliateJson('coded')} as "byCode", ${affiliateJson('named')} as "byWallet"
      from jsonb_to_recordset(${JSON.stringify(inputs)}::jsonb)
        as c(index int, program_id uuid, wallet text, code text, referrer text)
      join programs p on p.id = c.program_id
      left join users u on u.program_id = c.program_id and u.wallet = c.wallet
      left join intents i on i.id = u.register_intent_id
      left join attributions t on t.program_id = c.program_id and t.wallet = c.wallet
      left join affiliates own on own.program_id = c.program_id and own.wallet = c.wallet
      left join affiliates coded on coded.program_id = c.program_id and coded.referral_code = c.code
      left join affiliates named on named.program_id = c.program_id and named.wallet = c.referrer`,
    factsRow,
  );
  return new Map(rows.map((row) => [row.index, row]));
}

/**
 * Whether whoever brought affiliate `affiliateId`, through parents and attributions of whatever length, was brought
 * by `wallet`. For a registration that proves its wallet only what is locked counts, so that nobody is kept out by
 * what a stranger said.
 */
export async function closesLoop(
  tx: Database,
  programId: string,
  edge: { readonly wallet: string; readonly affiliateId: string; readonly proven: boolean },
): Promise<boolean> {
  const [row] = await queryRows(
    tx,
    sql`with recursive up(id, wallet, parent_id) as (
        select id, wallet, parent_id from affiliates where id = ${edge.affiliateId}::uuid
        union
        select a.id, a.wallet, a.parent_id from up
          left join attributions t on t.program_id = ${programId}::uuid and t.wallet = up.wallet
            and (t.state = 'LOCKED' or not ${edge.proven}::boolean)
          join affiliates a on a.id in (up.parent_id, t.affiliate_id)
      )
      select exists (select from up where wallet = ${edge.wallet}) as closes`,
    z.object({ closes: z.boolean() }),
  );
  return row?.closes ?? false;
}
