import type { Signer } from '../../domain/chain-port.ts';
import { invariant } from '../../domain/errors.ts';
import type { ProgramView } from '../../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { readProgram } from '../open-run.ts';
import { askChain } from './ask-chain.ts';
import { payoutCall } from './payout-call.ts';
import type { PayoutUnderWay } from './payout-chunk.ts';
import type { PayoutRail } from './payout-rail.ts';
import { signPayouts } from './sign-payouts.ts';

/** Payouts as token transfers of the platform's wallet, many of them in flight. */
export const onChainRail: PayoutRail = {
  methods: ['ONCHAIN_USDC', 'ONCHAIN_USDT'],

  async submit(deps, run, payouts) {
    const program = await programOf(deps, payouts);
    checkTreasury(program, deps.signer);
    return await signPayouts(deps, run, { payouts: withCalls(program, payouts), program });
  },

  async ask(deps, run, payouts) {
    const program = await programOf(deps, payouts);
    return await askChain(deps, run, { payouts: withCalls(program, payouts), program });
  },
};

function withCalls(program: ProgramView, payouts: readonly PayoutUnderWay[]) {
  return payouts.map((payout) => ({ ...payout, call: payoutCall(program, payout) }));
}

/** All payouts of an execution are of one program. */
async function programOf(
  { db, chain }: ActivityDeps,
  [first]: readonly PayoutUnderWay[],
): Promise<ProgramView> {
  invariant(first !== undefined, 'Expected a payout to be carried out');
  const program = await readProgram(db, first.program_id);
  const { chainId } = program;
  invariant(chainId === chain.chainId, `Expected chain ${chainId}, got ${chain.chainId}`);
  return program;
}

/** What is paid out has to come from where the fees are: another wallet's money is not the program's. */
function checkTreasury({ slug, treasuryAddress }: ProgramView, { address }: Signer): void {
  invariant(
    treasuryAddress === address,
    `Program ${slug} has its treasury at ${treasuryAddress}, this worker signs for ${address}: it can pay nothing out from there`,
  );
}
