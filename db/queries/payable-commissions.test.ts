/**
 * Goal: a batch takes whole affiliates, as many as it has room for, and the same ones that a preview shows. Method: the
 * queries over PGlite with affiliates who have earned in two assets.
 */
import { expect, test } from 'vitest';
import { sortOut } from '../../domain/plan-payouts.ts';
import { growLine } from '../../tests/harness/samples/commission-tree.ts';
import { earnPayable } from '../../tests/harness/samples/payable-rows.ts';
import { openTestApi } from '../../tests/harness/worlds/api-app.ts';
import { lockPayable, payableSums } from './payable-commissions.ts';

test('a full batch has the payouts that come first, whole', async () => {
  await using api = await openTestApi();
  const { db, programId } = api;
  for (let count = 0; count < 3; count++)
    await earnPayable(db, await growLine(db, programId, 1), [{}, {}, { asset: 'USDT' }]);
  const of = { programId, end: new Date() };
  const sums = await payableSums(db, of);
  expect(sums).toHaveLength(6);
  for (const payoutsMax of [0, 1, 3, 6]) {
    const limits = { minAmount: 1n, payoutsMax };
    const { paid } = sortOut(sums, limits);
    const locked = await db.transaction((tx) => lockPayable(tx, of, limits));
    const keysOf = (rows: readonly { readonly affiliateId: string; readonly asset: string }[]) =>
      new Set(rows.map(({ affiliateId, asset }) => `${affiliateId} ${asset}`));
    expect(keysOf(locked)).toEqual(keysOf(paid));
    expect(locked).toHaveLength(paid.reduce((sum, { commissions }) => sum + commissions, 0));
  }
});
