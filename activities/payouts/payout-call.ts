import { eq } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { payouts } from '../../db/schema/payouts.ts';
import type { ChainCall } from '../../domain/chain-port.ts';
import { storedAddress } from '../../domain/chain-values.ts';
import { invariant } from '../../domain/errors.ts';
import type { ProgramView } from '../../domain/sagas/saga-activities.ts';
import { tokenOf } from '../../domain/sagas/wire.ts';
import type { PayoutUnderWay } from './payout-chunk.ts';

/** What an on-chain payout sends: its amount of the token, to the affiliate's wallet. */
export function payoutCall(
  program: ProgramView,
  { wallet, asset, amount }: Pick<PayoutUnderWay, 'wallet' | 'asset' | 'amount'>,
): ChainCall {
  const { address: token } = tokenOf(program, asset);
  return { type: 'erc20.transfer', token, to: wallet, amount: amount.toString() };
}

/** The same for the payout that an intent carries out. */
export async function payoutCallOf(
  db: Database,
  program: ProgramView,
  intentId: string,
): Promise<ChainCall> {
  const [payout] = await db.select().from(payouts).where(eq(payouts.intentId, intentId));
  invariant(payout !== undefined, `Expected intent ${intentId} to carry out a payout`);
  const { wallet, asset, amount } = payout;
  return payoutCall(program, { wallet: storedAddress.parse(wallet), asset, amount });
}
