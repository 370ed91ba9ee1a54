import type { components } from '../../client/api.generated.ts';
import { formatMinor } from '../../domain/money.ts';

/** The ledger rows of an intent as lines of a table, with the sums of both sides per transaction. */
export function showLedger(intent: components['schemas']['Intent']): string[] {
  return intent.ledgerTransactions.flatMap(({ reference, postings }) => [
    reference,
    ...postings.map(({ account, direction, amount }) => {
      const name = account.split(':').slice(2).join(':');
      const figure = `${formatMinor(BigInt(amount.amount), amount.decimals)} ${amount.asset}`;
      return direction === 'debit'
        ? `  debit   ${name.padEnd(20)} ${figure.padStart(28)}`
        : `   credit ${name.padEnd(20)} ${' '.repeat(16)}${figure.padStart(28)}`;
    }),
  ]);
}
