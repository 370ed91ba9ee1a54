import type { Claim, Repetition } from '../walk/walk-steps.ts';
import { ScrollingTable } from './scrolling-table.tsx';

interface Row {
  readonly what: string;
  readonly first: string;
  readonly again: string;
  /** What the whole is compared by, where the cells only say it in short. */
  readonly same: boolean;
}

/** The first request and its repetition side by side, and whether anything at all has changed. */
export function RepetitionTable({
  claim,
  repetition,
}: {
  readonly claim: Claim;
  readonly repetition: Repetition;
}) {
  const rows = compare(claim, repetition);
  const unchanged = rows.every(({ same }) => same) && repetition.answer.replayed;
  return (
    <>
      <ScrollingTable label="First request and repetition">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">First</th>
            <th scope="col">Again</th>
            <th scope="col">Same</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ what, first, again, same }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{first}</td>
              <td>{again}</td>
              <td>{same ? 'yes' : 'NO'}</td>
            </tr>
          ))}
        </tbody>
      </ScrollingTable>
      <p className={unchanged ? 'panel good' : 'panel bad'} data-unchanged={unchanged}>
        {unchanged
          ? 'Nothing has changed. The API has marked its answer Idempotency-Replayed: true.'
          : 'Something has changed, and must not have.'}
      </p>
    </>
  );
}

function compare(claim: Claim, repetition: Repetition): Row[] {
  const row = (what: string, show: (side: Repetition) => string, all = show): Row => ({
    what,
    first: show(claim),
    again: show(repetition),
    same: all(claim) === all(repetition),
  });
  return [
    row('Status', ({ answer }) => `${answer.status}`),
    row(
      'Answer',
      ({ answer }) => `${answer.text.length} characters`,
      ({ answer }) => answer.text,
    ),
    row(
      'Intent',
      ({ intent }) => `${intent.state}, ${intent.transitions.length} transitions`,
      ({ intent }) => JSON.stringify(intent),
    ),
    row(
      'Ledger',
      ({ intent }) => `${intent.ledgerTransactions.length} transactions`,
      ({ intent }) => JSON.stringify(intent.ledgerTransactions),
    ),
    ...claim.balances.map(({ holder, asset }, index) =>
      row(`${holder}, ${asset}`, ({ balances }) => balances[index]?.formatted ?? ''),
    ),
  ];
}
