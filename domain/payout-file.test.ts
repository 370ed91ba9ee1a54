/**
 * Goal: a file says exactly what it asks for: its control totals are those of its lines, and no cell is a formula.
 * Method: properties over payouts with names of any characters, read back by a parser of its own.
 */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { sha256Hex } from './ids.ts';
import { manualMethods, payoutFile } from './payout-file.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('=1+1', '+1', '-1', '@x', ' =1', '\t=1', 'a,"b"\r\nc', '＝1'),
);
const payouts = fc.array(
  fc.record({
    ...{ id: fc.uuid(), method: fc.constantFrom(...manualMethods), affiliateId: fc.uuid() },
    ...{ status: fc.constant('PROCESSING' as const), wallet: fc.constant('0x1') },
    ...{ displayName: fc.option(text), email: fc.option(text), bankReference: fc.option(text) },
    ...{ asset: fc.constantFrom('USDC', 'USDT'), amount: fc.bigInt({ min: 1n, max: 10n ** 30n }) },
  }),
  { maxLength: 10 },
);

/** Rows of cells of RFC 4180. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

property([payouts])('the totals are those of the lines, and no cell is a formula', (all) => {
  const csv = payoutFile(all);
  const [header = [], ...rows] = parsed(csv);
  expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([header.length]));
  const at = (row: readonly string[], name: string) => row[header.indexOf(name)] ?? '';
  const lines = rows.filter(([first]) => !first?.startsWith('CONTROL_'));
  const sum = (asset: string) =>
    lines
      .filter((row) => at(row, 'asset') === asset)
      .reduce((total, row) => total + BigInt(at(row, 'amount_minor')), 0n);
  expect(lines.map(([id]) => id)).toEqual(all.map(({ id }) => id));
  const control = (name: string) => rows.filter(([first]) => first === name);
  expect(control('CONTROL_COUNT').map((row) => row[1])).toEqual([lines.length.toString()]);
  expect(control('CONTROL_SUM').map((row) => [at(row, 'asset'), at(row, 'amount_minor')])).toEqual(
    [...new Set(lines.map((row) => at(row, 'asset')))]
      .sort()
      .map((asset) => [asset, sum(asset).toString()]),
  );
  const above = csv.slice(0, csv.indexOf('CONTROL_COUNT,'));
  expect(control('CONTROL_SHA256').map((row) => row[1])).toEqual([sha256Hex(above)]);
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
});
