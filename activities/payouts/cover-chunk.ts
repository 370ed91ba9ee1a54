import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { idsIn } from '../../db/ids-in.ts';
import { formatMinor } from '../../domain/money.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { EstimatedPayout } from './sign-payouts.ts';

/** The platform's wallet has less, of a token or of what gas is paid with, than is to be signed. It may be filled up. */
export class TreasuryShort extends Error {
  override readonly name = 'TreasuryShort';
}

/** What the wallet had, and from which block on. */
export interface Cover {
  /** The head before it was asked: what is mined up to there is not in it any more. */
  readonly head: bigint;
  /** Minor units by asset. */
  readonly tokens: ReadonlyMap<string, bigint>;
  /** Wei. */
  readonly native: bigint;
}

type Payouts = readonly EstimatedPayout[];

/** Asks what the wallet has. */
export async function readCover(
  { chain, signer }: Pick<ActivityDeps, 'chain' | 'signer'>,
  payouts: Payouts,
): Promise<Cover> {
  const { number: head } = await chain.head();
  const tokenOf = new Map(payouts.map(({ asset, call }) => [asset, call.token]));
  const tokens = new Map<string, bigint>();
  for (const [asset, token] of tokenOf)
    tokens.set(asset, await chain.erc20Balance(token, signer.address));
  const native = await chain.balance(signer.address);
  return { head, tokens, native };
}

interface Wallet {
  readonly chainId: number;
  readonly wallet: string;
}

/**
 * A slot whose transaction may still take from what the wallet had: open, and seen by the watcher in no block up to the
 * head that was asked at; or ended in a later block. What is mined in between is counted twice, and not missed.
 */
function promisedSlot({ chainId, wallet }: Wallet, head: bigint): SQL {
  const at = head.toString();
  return sql`s.chain_id = ${chainId} and s.wallet = ${wallet} and (
    (s.state = 'OPEN' and not exists (
      select from attempts a join watches w on w.tx_hash = a.tx_hash and (w.intent_id = s.intent_id
          or w.intent_id in (select r.id from intents r where r.reverses_intent_id = s.intent_id))
        where a.slot_id = s.id and w.seen_block <= ${at}::bigint))
    or (s.state = 'EFFECTIVE' and s.id in (select a.slot_id from attempts a where a.mined_block > ${at}::bigint)))`;
}

/**
 * Sees to it that the wallet has what payouts take together, with their gas at its highest, beyond what it has promised
 * before or since: signed one by one, the last of them would revert and cost their gas (design rule 30).
 * @throws TreasuryShort
 */
export async function checkCovered(
  tx: Database,
  wallet: Wallet,
  { cover, payouts }: { readonly cover: Cover; readonly payouts: Payouts },
): Promise<void> {
  const promised = await readPromised(tx, wallet, { cover, payouts });
  for (const [asset, has] of cover.tokens) {
    const takes = sumOf(payouts.filter((one) => one.asset === asset).map(({ amount }) => amount));
    refuseShort(wallet, {
      what: asset,
      decimals: null,
      has,
      takes,
      promised: promised.get(asset) ?? 0n,
    });
  }
  const gas = sumOf(payouts.map(gasOf));
  const native = { what: 'ETH for gas', decimals: 18, has: cover.native };
  refuseShort(wallet, { ...native, takes: gas, promised: promised.get(gasRow) ?? 0n });
}

interface Holding {
  readonly what: string;
  /** How it is shown; null: in minor units. */
  readonly decimals: number | null;
  readonly has: bigint;
  readonly takes: bigint;
  readonly promised: bigint;
}

function refuseShort({ wallet }: Wallet, { what, decimals, has, takes, promised }: Holding): void {
  if (takes <= has - promised) return;
  const [shownHas, shownPromised, shownTakes] = [has, promised, takes].map((amount) =>
    decimals === null ? amount.toString() : formatMinor(amount, decimals),
  );
  throw new TreasuryShort(
    `The platform's wallet ${wallet} has ${shownHas} of ${what}, of which ${shownPromised} are promised, and these payouts take ${shownTakes}: fill it up`,
  );
}

const gasRow = 'gas';
const promisedRow = z.object({
  asset: z.string(),
  amount: z.string().transform((text) => BigInt(text)),
});

/** What others than these payouts take of the wallet, by asset, and their gas. */
async function readPromised(
  tx: Database,
  wallet: Wallet,
  { cover, payouts }: { readonly cover: Cover; readonly payouts: Payouts },
): Promise<ReadonlyMap<string, bigint>> {
  // What others are about to sign is not known yet: as much as the dearest of these.
  const [unsigned = 0n] = payouts.map(gasOf).sort((a, b) => (a < b ? 1 : -1));
  const own = idsIn(payouts.map(({ intent_id }) => intent_id));
  const rows = await queryRows(
    tx,
    sql`with promised as (
        select s.id, s.intent_id from slots s
          where ${promisedSlot(wallet, cover.head)}
            and (s.intent_id is null or s.intent_id not in (${own}))
      )
      select h.asset, sum(h.amount)::text as amount from promised s
          join holds h on h.intent_id = s.intent_id and h.state <> 'RELEASED' group by h.asset
      union all
      select ${gasRow}, coalesce(sum(m.most), 0)::text from promised s cross join lateral (
          select coalesce(max(coalesce(a.gas_limit, 0) * a.max_fee_per_gas), ${unsigned.toString()}::numeric) as most
            from attempts a where a.slot_id = s.id) m`,
    promisedRow,
  );
  return new Map(rows.map(({ asset, amount }) => [asset, amount]));
}

function gasOf({ estimate }: EstimatedPayout): bigint {
  return estimate.gas * estimate.maxFeePerGas;
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
