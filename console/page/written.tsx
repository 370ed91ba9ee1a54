import type { Intent } from '../walk/answers.ts';
import type { Balance } from '../walk/balances.ts';
import type { Claim } from '../walk/walk-steps.ts';
import { BalancesTable } from './balances-table.tsx';
import { LedgerTable } from './ledger-table.tsx';

interface Props {
  readonly registration: Intent | undefined;
  readonly claim: Claim;
  readonly before: readonly Balance[];
}

/** What registration and claim have left behind: ledger rows, and balances on chain. */
export function Written({ registration, claim, before }: Props) {
  const intents = registration === undefined ? [claim.intent] : [registration, claim.intent];
  return (
    <>
      <h3>What was written in the ledger</h3>
      <p>
        Of registration and claim. The database itself refuses rows whose debits and credits differ,
        and lets none be changed or deleted.
      </p>
      <LedgerTable intents={intents} />
      <h3>Balances on chain</h3>
      <BalancesTable before={before} after={claim.balances} />
      <dl className="facts">
        <dt>Idempotency-Key</dt>
        <dd>
          <code>{claim.key}</code>
        </dd>
      </dl>
    </>
  );
}
