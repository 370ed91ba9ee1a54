/** What an operator can do about an intent that parked, by what it says it ran into. The first match counts. */
const remedies: readonly { readonly sign: RegExp; readonly remedy: string }[] = [
  {
    sign: /CallReverts/,
    remedy:
      "The contract refuses the call now. See that the platform's wallet holds enough of the token and still has the right to mint, and that the token is not paused; then retry.",
  },
  {
    sign: /InsufficientBalance/,
    remedy: 'The account it pays from is short. Fund it, then retry.',
  },
  {
    sign: /ChainUnavailable/,
    remedy: 'The node did not answer for long. See that CHAIN_RPC_URL answers, then retry.',
  },
  {
    sign: /PAYMENT_VANISHED_AFTER_DELIVERY/,
    remedy:
      'A reorganisation took the payment away after the delivery. Ask the wallet to send it again, then retry.',
  },
  {
    sign: /InvariantViolation|ZodError/,
    remedy:
      'Something is as it must never be. Read the log by the workflow ID and find out why before retrying; a retry does no harm, it parks again.',
  },
  {
    sign: /RetriesExhausted/,
    remedy: 'Every try failed. Mend what the reason names, then retry.',
  },
];

const otherwise = 'Read the log by the workflow ID, mend the cause, then retry.';

/** The advice for a parked intent, from the reason it was parked with. */
export function parkingRemedy(parkedReason: string): string {
  return remedies.find(({ sign }) => sign.test(parkedReason))?.remedy ?? otherwise;
}
