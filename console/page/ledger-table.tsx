import { formatMinor } from '../../domain/money.ts';
import type { Intent } from '../walk/answers.ts';
import { ScrollingTable } from './scrolling-table.tsx';

type LedgerTransaction = Intent['ledgerTransactions'][number];
type Posting = LedgerTransaction['postings'][number];

/** The ledger rows of some intents, one transaction after the other, each with its sums per asset. */
export function LedgerTable({ intents }: { readonly intents: readonly Intent[] }) {
  return (
    <ScrollingTable label="Ledger rows">
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" className="amount">
            Debit
          </th>
          <th scope="col" className="amount">
            Credit
          </th>
        </tr>
      </thead>
      {intents.flatMap(({ kind, ledgerTransactions }) =>
        ledgerTransactions.map((transaction) => (
          <TransactionRows key={transaction.id} kind={kind} transaction={transaction} />
        )),
      )}
    </ScrollingTable>
  );
}

interface RowsProps {
  readonly kind: Intent['kind'];
  readonly transaction: LedgerTransaction;
}

function TransactionRows({ kind, transaction }: RowsProps) {
  const { reference, postings } = transaction;
  return (
    <tbody data-reference={reference}>
      <tr className="reference">
        <th scope="rowgroup" colSpan={3}>
          {nameOf(kind, reference)} <code className="reference-id">{reference}</code>
        </th>
      </tr>
      {postings.map((posting) => (
        <tr key={`${posting.account} ${posting.direction} ${posting.amount.asset}`}>
          <td>{posting.account.split(':').slice(2).join(':')}</td>
          <td className="amount">{posting.direction === 'debit' && shown(posting.amount)}</td>
          <td className="amount">{posting.direction === 'credit' && shown(posting.amount)}</td>
        </tr>
      ))}
      {totals(postings).map(({ debit, credit, ...money }) => (
        <tr key={money.asset} className={debit === credit ? 'total' : 'total bad'}>
          <td>
            Sum in {money.asset}: {debit === credit ? 'balanced' : 'NOT BALANCED'}
          </td>
          <td className="amount">{shown({ ...money, amount: debit.toString() })}</td>
          <td className="amount">{shown({ ...money, amount: credit.toString() })}</td>
        </tr>
      ))}
    </tbody>
  );
}

/** References start with what was booked: a payment when it was verified, the rest at the settlement. */
function nameOf(kind: Intent['kind'], reference: string): string {
  if (reference.startsWith('payment:')) return 'Payment verified';
  return kind === 'register' ? 'Registration settled' : 'Claim settled';
}

function shown({ amount, decimals, asset }: Posting['amount']): string {
  return `${formatMinor(BigInt(amount), decimals)} ${asset}`;
}

/** Debits and credits per asset, in minor units. */
function totals(postings: readonly Posting[]) {
  const assets = new Map(postings.map(({ amount }) => [amount.asset, amount]));
  const sum = (asset: string, direction: Posting['direction']) =>
    postings
      .filter((posting) => posting.amount.asset === asset && posting.direction === direction)
      .reduce((total, posting) => total + BigInt(posting.amount.amount), 0n);
  return [...assets.values()].map(({ asset, decimals }) => ({
    asset,
    decimals,
    debit: sum(asset, 'debit'),
    credit: sum(asset, 'credit'),
  }));
}
