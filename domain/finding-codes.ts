/**
 * The table of findings: what can be wrong without being anybody's request, what it means, and what an
 * operator can do. Raised by the sweeper, the watcher and the keeper of slots; shown by
 * `GET /api/admin/findings`, `npm run doctor` and the gauge `quittance_open_findings`.
 */
export interface FindingEntry {
  /** `critical`: money may be affected. `warning`: work waits. */
  readonly severity: 'critical' | 'warning';
  readonly meaning: string;
  readonly remedy: string;
}

export const findingCodes = {
  INTENT_STUCK: {
    severity: 'warning',
    meaning:
      'An intent has stayed in its state longer than that state allows, and starting it again did not help.',
    remedy:
      'Open its workflow in the Temporal UI (`workflowId`) and read what it waits for; see that a worker polls its task queue.',
  },
  NO_WORKER: {
    severity: 'warning',
    meaning: 'Temporal reports no worker on the task queue, so accepted work waits.',
    remedy: 'Start a worker (`npm run worker`) with the same TEMPORAL_TASK_QUEUE.',
  },
  CHAIN_STALLED: {
    severity: 'warning',
    meaning: 'No new block has been seen for longer than CHAIN_STALLED_MS.',
    remedy:
      'See that the node behind CHAIN_RPC_URL is in step, or point the worker to another one.',
  },
  CHAIN_REORGANISED: {
    severity: 'warning',
    meaning: 'Blocks that were worked through are no longer part of the chain.',
    remedy:
      'Nothing, if it closes by itself. If it happens often, raise the confirmations of the programs.',
  },
  REORGANISATION_TOO_DEEP: {
    severity: 'critical',
    meaning: 'A reorganisation goes further back than block hashes are kept for.',
    remedy: 'Stop the workers and compare the newest settlements with the chain before they go on.',
  },
  SETTLED_DELIVERY_VANISHED: {
    severity: 'critical',
    meaning: 'A reorganisation took away the delivery of a settled intent.',
    remedy:
      'It closes when the delivery is mined again. Otherwise its settlement is reversed by a linked intent, and the wallet is owed its delivery.',
  },
  SETTLED_PAYMENT_VANISHED: {
    severity: 'critical',
    meaning: 'A reorganisation took away the payment of a settled intent.',
    remedy:
      'It closes when the payment is mined again. Otherwise its settlement is reversed by a linked intent, and the wallet owes the fee for what was delivered.',
  },
  REVERSED_DELIVERY_KEPT: {
    severity: 'warning',
    meaning:
      'Operators have reversed a settled claim; its wallet has the fee in suspense, and keeps what was delivered.',
    remedy:
      'Give the fee back from the treasury by hand, and settle with the wallet whether it keeps the delivery.',
  },
  SUSPENSE_PAYMENT_VANISHED: {
    severity: 'warning',
    meaning: 'A reorganisation took away a payment that is kept in suspense for a failed intent.',
    remedy:
      'It closes when the payment is mined again. Otherwise its booking is reversed by a linked intent, and there is nothing to give back.',
  },
  VANISHED_PAYMENT_RETURNED: {
    severity: 'warning',
    meaning: 'A payment whose booking was reversed was mined after all.',
    remedy:
      'It closes when a claim takes the payment: ask the wallet to record it again under a new idempotency key.',
  },
  PAYMENT_VANISHED_AFTER_DELIVERY: {
    severity: 'critical',
    meaning: 'A reorganisation took away a payment whose delivery is already on the chain.',
    remedy:
      'The intent is parked. Retry it when the payment is back; ask the wallet to send it again.',
  },
  SPENT_SLOT_REVIVED: {
    severity: 'critical',
    meaning:
      'A transaction was mined in a slot that had been given up as used by something else: its effect may be there twice.',
    remedy:
      'Compare the deliveries of the intent on the chain with its settlement, and raise the confirmations.',
  },
  NONCE_TAKEN: {
    severity: 'critical',
    meaning:
      "A nonce of the platform's wallet was used by a transaction that is not the platform's.",
    remedy:
      'Find out who else holds the key of the wallet. The intent was given another nonce and is paid once.',
  },
  TRANSFER_DIFFERS: {
    severity: 'critical',
    meaning:
      'A transaction of the platform has moved another amount, or to another address, than it was to move: the token takes a fee, or is not what it was.',
    remedy:
      'The detail says what moved and what was asked for. It is neither paid nor failed and is not paid again; a claim stays parked with its hold, a payout stays UNKNOWN and its batch under way. There is no operation yet that ends it: settle it with the recipient, and stop paying in this token.',
  },
  TREASURY_OWES: {
    severity: 'critical',
    meaning:
      "A payment that the chain took back for good had been spent already: the program's treasury owes it, and its books are below zero.",
    remedy:
      'Pay what is missing into the treasury. Until then nothing is paid out from it. It closes by itself once the books are at zero again.',
  },
  BANK_RESULT_CONTRADICTED: {
    severity: 'critical',
    meaning:
      'A bank has said one thing of a payout and later another: it may have been paid, or have come back.',
    remedy:
      "Ask the bank. Two people then decide with `POST /api/v2/payouts/:id/decision`; where a paid one has come back, they reverse the payout's intent, and its commissions are owed again.",
  },
  NONCE_GAP: {
    severity: 'warning',
    meaning:
      'A nonce of the wallet was reserved and never sent, so that later ones wait behind it.',
    remedy:
      'Nothing, if it closes by itself: the gap is filled with a transaction that moves nothing.',
  },
  FEE_CAP_REACHED: {
    severity: 'warning',
    meaning: 'A transaction waits although its fee is at the highest the platform may offer.',
    remedy: 'Raise MAX_FEE_PER_GAS_GWEI if the price is right, or wait for it to fall.',
  },
  WALLET_SHORT: {
    severity: 'warning',
    meaning: "The platform's wallet can not pay the gas of its transactions, which wait.",
    remedy: 'Send ETH to the wallet. Everything waiting is sent by itself with the next block.',
  },
} as const satisfies Record<string, FindingEntry>;

/** A stable code of a finding. */
export type FindingCode = keyof typeof findingCodes;
