/**
 * Goal: whatever order strangers, owners and affiliates come in, who brought whom is what the first proof of each
 * wallet said, and nobody is above himself. Method: steps drawn at random go through accept on PGlite and through a
 * model that tells the contract again; every outcome and the end are compared.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { newId } from '../../domain/ids.ts';
import { runs } from '../harness/depth.ts';
import { ReferralModel, type ReferralStep } from '../harness/oracles/referral-model.ts';
import { property } from '../harness/property.ts';
import { openTestProgram, walletNumber } from '../harness/samples/writes.ts';
import { openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';
import { codeOf, loopIn, referralWorld, verdictOf } from '../harness/worlds/referral-world.ts';

const wallets = 5;
const wallet = fc.nat(wallets - 1);
const someWallet = fc.option(wallet, { freq: 3 });

const step: fc.Arbitrary<ReferralStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('join' as const), wallet, parent: someWallet }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      wallet,
      names: fc.oneof(
        { weight: 9, arbitrary: someWallet },
        { weight: 1, arbitrary: fc.constant(-1) },
      ),
      proven: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('suspend' as const, 'restore' as const), wallet }),
  },
);

const addressOf = (number: number) => walletNumber(number < 0 ? 99 : 100 + number);

/** Sends steps through accept; what each came to, in the model's words. */
function stepTaker(world: ReturnType<typeof referralWorld>) {
  const codes = new Map<number, string>();

  async function join(number: number, parent: number | null): Promise<string> {
    const parentCode = parent === null ? null : (codes.get(parent) ?? 'NOBODYXX');
    const outcome = await world.join(addressOf(number), parentCode);
    if (verdictOf(outcome) === 'new') codes.set(number, codeOf(outcome));
    return verdictOf(outcome);
  }

  /** By the code in another case where there is one, otherwise by the wallet. */
  function named(names: number | null) {
    if (names === null) return null;
    const code = codes.get(names)?.toLowerCase();
    return code === undefined ? { wallet: addressOf(names) } : { code };
  }

  return async function take(step: ReferralStep): Promise<string> {
    const wallet = addressOf(step.wallet);
    switch (step.do) {
      case 'join':
        return await join(step.wallet, step.parent);
      case 'register': {
        const registration = { wallet, named: named(step.names), proven: step.proven };
        return verdictOf(await world.register(registration));
      }
      case 'suspend':
      case 'restore':
        await world.suspend(wallet, step.do === 'suspend' ? 'SUSPENDED' : 'ACTIVE');
        return 'done';
    }
  };
}

describe('attribution by its model', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase('pglite');
  });
  afterAll(() => database[Symbol.asyncDispose]());

  property([fc.array(step, { minLength: 1, maxLength: 25 })], { numRuns: runs(12) })(
    'every outcome, and who brought whom in the end, is as told',
    async (steps) => {
      const slug = newId();
      const programId = await database.asOwner((owner) => openTestProgram(owner, slug));
      const world = referralWorld(database.app, programId);
      const model = new ReferralModel();
      const taken = stepTaker(world);
      for (const [index, one] of steps.entries()) {
        expect([index, await taken(one)]).toEqual([index, model.take(one)]);
      }
      const told = [...model.attributions]
        .map(([number, { state, affiliate }]) => ({
          wallet: addressOf(number),
          state,
          affiliate: affiliate === null ? null : addressOf(affiliate),
        }))
        .sort((a, b) => (a.wallet < b.wallet ? -1 : 1));
      const stored = await world.attributions();
      expect(stored.map(({ proof: _, ...row }) => row)).toEqual(told);
      expect(loopIn(await world.firmEdges())).toBeNull();
    },
  );
});
