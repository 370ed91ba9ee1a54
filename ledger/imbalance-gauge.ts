import type { Database } from '../db/database.ts';
import type { GaugeSource } from '../platform/metrics.ts';
import { imbalanceTransactionsMax, ledgerImbalance } from './imbalance.ts';

/** What does not add up in the ledger; anything but zero is an alarm. */
export function imbalanceGauge(db: Database): GaugeSource {
  return {
    name: 'quittance_ledger_imbalance',
    help: `Unbalanced transactions among the newest ${imbalanceTransactionsMax}, and assets whose balances do not sum to zero.`,
    labelNames: ['part'],
    async read() {
      const { unbalancedTransactions, unbalancedAssets } = await ledgerImbalance(db);
      return [
        { labels: { part: 'transactions' }, value: unbalancedTransactions },
        { labels: { part: 'assets' }, value: unbalancedAssets },
      ];
    },
  };
}
