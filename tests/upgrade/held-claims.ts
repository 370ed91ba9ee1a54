/** Claims that are kept at a certain point of their way, so that an upgrade can happen just there. */
import { eq, sql } from 'drizzle-orm';
import type { Hex } from 'viem';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { intents } from '../../db/schema/intents.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import { enterUsers, payFee } from '../harness/actors/claimants.ts';
import { recordClaim } from '../harness/actors/flow.ts';
import { walletNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import type { RealPlatform } from '../harness/worlds/real-platform.ts';

const fee = 100_000_000n;
const waitMs = 60_000;

/** A wallet whose fee is on its way or has arrived. */
export interface Payer {
  readonly wallet: Hex;
  readonly txHash: Hex;
}

/** A claim under way. */
export interface Claim {
  readonly wallet: Hex;
  readonly intentId: string;
}

/** More blocks than a transaction needs on top of it, as `anvil_mine` takes them. */
const deepEnough = '0x5';

/** Stops the making of blocks: what was sent is mined and deep, what is sent from now on waits in the pool. */
export async function freezeChain({ stack }: RealPlatform): Promise<void> {
  await callRpc(stack.anvil.url, 'evm_setIntervalMining', [0]);
  await callRpc(stack.anvil.url, 'anvil_mine', [deepEnough]);
}

/** A block a second again. */
export async function thawChain({ stack }: RealPlatform): Promise<void> {
  await callRpc(stack.anvil.url, 'evm_setIntervalMining', [1]);
}

/** Registered wallets, numbered from `first` on, that have sent their fee. */
export async function payers(
  platform: RealPlatform,
  first: number,
  count: number,
): Promise<Payer[]> {
  const wallets = Array.from({ length: count }, (_, index) => walletNumber(first + index));
  await enterUsers(platform, wallets);
  const paid: Payer[] = [];
  for (const wallet of wallets) {
    paid.push({ wallet, txHash: await payFee(platform, { wallet, amount: fee }) });
  }
  return paid;
}

/** Records a claim for each of them. */
export function claimAll(api: string, paid: readonly Payer[]): Promise<Claim[]> {
  return Promise.all(
    paid.map(async ({ wallet, txHash }) => ({
      wallet,
      intentId: await recordClaim(api, { wallet, txHash, key: `upgrade-${wallet}` }),
    })),
  );
}

const place = z.object({ state: z.string(), parked: z.boolean(), watched: z.boolean() });
type Place = z.infer<typeof place>;

/** Waits until each claim has been where `there` wants it. */
export async function awaitPlace(
  platform: RealPlatform,
  claims: readonly Claim[],
  there: (place: Place) => boolean,
): Promise<void> {
  const elsewhere = new Map<string, Place | undefined>();
  for (const { intentId } of claims) elsewhere.set(intentId, undefined);
  const look = async () => {
    for (const intentId of elsewhere.keys()) {
      const found = await placeOf(platform, intentId);
      if (found !== undefined && there(found)) elsewhere.delete(intentId);
      else elsewhere.set(intentId, found);
    }
    return elsewhere.size === 0;
  };
  const what = `${claims.length} claims to come where they are wanted`;
  const state = () => ({ elsewhere: [...elsewhere] });
  await until(look, { what, timeoutMs: waitMs, everyMs: 100, state });
}

async function placeOf({ db }: RealPlatform, intentId: string): Promise<Place | undefined> {
  const [found] = await queryRows(
    db,
    sql`select state, parked, exists (select from watches w where w.intent_id = i.id) as watched
      from intents i where id = ${intentId}::uuid`,
    place,
  );
  return found;
}

/** Waits for the payment: locked, and the watcher looks out for it. */
export const waitsForPayment = ({ state, watched }: Place) => state === 'LOCKED' && watched;

/** Its delivery is stored and not yet mined. */
export const waitsForConfirmation = ({ state }: Place) => state === 'SUBMITTED';

/** The workflow ID of a claim. */
export async function workflowIdOfClaim(platform: RealPlatform, { intentId }: Claim) {
  const [row] = await platform.db
    .select({ workflowId: intents.workflowId })
    .from(intents)
    .where(eq(intents.id, intentId));
  if (row === undefined) throw new Error(`Expected intent ${intentId} to exist`);
  return row.workflowId;
}
