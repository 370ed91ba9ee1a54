/** A treasury on a real platform that has what is to be paid out, on the chain and in the books. */
import { encodeFunctionData } from 'viem';
import { testUsdc } from '../../../chain/contracts/test-usdc.generated.ts';
import { developmentAccounts } from '../../../chain/development-keys.ts';
import { paymentBookedPostings } from '../../../domain/chart-of-accounts.ts';
import { newId } from '../../../domain/ids.ts';
import { post } from '../../../ledger/post.ts';
import { callRpc } from '../../../ops/stack/anvil.ts';
import type { RealPlatform } from '../worlds/real-platform.ts';

/** Adds USDC to the treasury of the default program; mined when Anvil mines. */
export async function fundTreasury(platform: RealPlatform, amount: bigint): Promise<void> {
  const [bank] = developmentAccounts;
  const { programId, treasury, tokens, db, stack } = platform;
  const data = encodeFunctionData({
    ...{ abi: testUsdc.abi, functionName: 'mint', args: [treasury, amount] },
  });
  const mint = { from: bank?.address, to: tokens.usdc, data, gas: '0x30d40' };
  await callRpc(stack.anvil.url, 'eth_sendTransaction', [mint]);
  const postings = paymentBookedPostings({ programId, amount, asset: 'USDC' });
  await post(db, [{ programId, reference: `test:fees:${newId()}`, postings }]);
}
