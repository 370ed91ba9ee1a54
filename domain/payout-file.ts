import { sha256Hex } from './ids.ts';
import { formatMinor } from './money.ts';
import type { PayoutMethod, PayoutStatus } from './payout-status.ts';
import { dollarDecimals } from './program-rules.ts';

/** What people carry out. */
export const manualMethods = ['ACH', 'WIRE', 'MANUAL'] as const satisfies readonly PayoutMethod[];

/** What of a file's payouts has become, as far as a file can be asked for: nothing that is not executed. */
export const exportedStatuses = [
  'PROCESSING',
  'UNKNOWN',
  'PAID',
  'FAILED',
] as const satisfies readonly PayoutStatus[];

/** A payout as people who carry it out need it. Minor units. */
export interface FiledPayout {
  readonly id: string;
  readonly method: PayoutMethod;
  readonly status: PayoutStatus;
  readonly affiliateId: string;
  readonly wallet: string;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly asset: string;
  readonly amount: bigint;
  readonly bankReference: string | null;
}

const columns = [
  ...['payout_id', 'method', 'status', 'affiliate_id', 'wallet', 'display_name', 'email', 'asset'],
  ...['amount', 'amount_minor', 'bank_reference'],
];

/**
 * Payouts as CSV (RFC 4180), and below them control totals: how many, the sum of each asset, and the SHA-256 of
 * everything above the first of these rows.
 */
export function payoutFile(payouts: readonly FiledPayout[]): string {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of payouts) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  const lines = [columns, ...payouts.map(cellsOf)].map(lineOf).join('');
  const controls = [
    ['CONTROL_COUNT', payouts.length.toString()],
    ...[...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([asset, sum]) => [
        ...['CONTROL_SUM', '', '', '', '', '', '', asset],
        ...[formatMinor(sum, dollarDecimals), sum.toString()],
      ]),
    ['CONTROL_SHA256', sha256Hex(lines)],
  ];
  return lines + controls.map(lineOf).join('');
}

function cellsOf(payout: FiledPayout): readonly string[] {
  const { id, method, status, affiliateId, wallet, displayName, email, asset, amount } = payout;
  return [
    ...[id, method, status, affiliateId, wallet, displayName ?? '', email ?? '', asset],
    ...[formatMinor(amount, dollarDecimals), amount.toString(), payout.bankReference ?? ''],
  ];
}

function lineOf(cells: readonly string[]): string {
  const padded = columns.map((_, at) => cellOf(cells[at] ?? ''));
  return `${padded.join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula is marked as text: names and addresses are other people's words. */
function cellOf(text: string): string {
  const safe = /^\s*[=+\-@＝＋－＠]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
