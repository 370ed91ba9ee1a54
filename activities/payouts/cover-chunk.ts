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

/** What the wallet has, and what of it was promised when that was read. */
export interface Cover {
  /** Nonces whose transactions were signed, or about to be, and not mined as far as the watcher knew. */
  readonly slotIds: readonly string[];
  /** Minor units by asset. */
  readonly tokens: ReadonlyMap<string, bigint>;
  /** Wei. */
  readonly native: bigint;
}

type Payouts = readonly EstimatedPayout[];

/** Asks what the wallet has. What is promised is read first: what is mined meanwhile is counted twice, and not missed. */
export async function readCover(
  { db, chain, signer }: ActivityDeps,
  payouts: Payouts,
): Promise<Cover> {
  const wallet = { chainId: chain.chainId, wallet: signer.address };
  const promised = await queryRows(
    db,
    sql`select s.id from slots s where ${promisedSlot(wallet)}`,
    z.object({ id: z.uuid() }),
  );
  const tokenOf = new Map(payouts.map(({ asset, call }) => [asset, call.token]));
  const tokens = new Map<string, bigint>();
  for (const [asset, token] of tokenOf)
    tokens.set(asset, await chain.erc20Balance(token, signer.address));
  const native = await chain.balance(signer.address);
  return { slotIds: promised.map(({ id }) => id), tokens, native };
}

interface Wallet {
  readonly chainId: number;
  readonly wallet: string;
}

/** An open slot none of whose transactions the watcher has seen in a block: what it moves is still in the wallet. */
function promisedSlot({ chainId, wallet }: Wallet): SQL {
  return sql`s.chain_id = ${chainId} and s.wallet = ${wallet} and s.state = 'OPEN' and not exists (
    select from attempts a join watches w on w.tx_hash = a.tx_hash and w.intent_id = s.intent_id
      where a.slot_id = s.id and w.seen_block is not null)`;
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
  const gas = sumOf(payouts.map(({ estimate }) => estimate.gas * estimate.maxFeePerGas));
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
  const own = idsIn(payouts.map(({ intent_id }) => intent_id));
  const rows = await queryRows(
    tx,
    sql`with promised as (
        select s.id, s.intent_id from slots s
          where ((${promisedSlot(wallet)}) or s.id in (${idsIn(cover.slotIds)}))
            and (s.intent_id is null or s.intent_id not in (${own}))
      )
      select h.asset, sum(h.amount)::text as amount from promised s
          join holds h on h.intent_id = s.intent_id and h.state <> 'RELEASED' group by h.asset
      union all
      select ${gasRow}, coalesce(sum(m.most), 0)::text from promised s cross join lateral (
          select max(coalesce(a.gas_limit, 0) * a.max_fee_per_gas) as most from attempts a where a.slot_id = s.id) m`,
    promisedRow,
  );
  return new Map(rows.map(({ asset, amount }) => [asset, amount]));
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
