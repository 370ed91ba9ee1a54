/** How firm it is who brought a wallet: PROVISIONAL while only somebody says so, LOCKED once the wallet was proven. */
export const attributionStates = ['PROVISIONAL', 'LOCKED'] as const;
export type AttributionState = (typeof attributionStates)[number];

/** A registration that is about to say who brought a wallet. */
export interface AttributionAttempt {
  /** It carries a verified signature of the wallet. */
  readonly proven: boolean;
  /** It makes the wallet's registration: the wallet is new, or its former registration came to nothing. */
  readonly registers: boolean;
}

/**
 * The rule of attribution (contract section 5): what a registration does to what is known of its wallet. The first
 * that proves the wallet locks it, whoever it names, also nobody; until then a registration that proves nothing says
 * who it was only by making the registration. What is locked stays for ever.
 */
export function attributionChange(
  current: AttributionState | null,
  { proven, registers }: AttributionAttempt,
): 'keep' | 'record' | 'lock' {
  if (current === 'LOCKED') return 'keep';
  if (proven) return 'lock';
  return registers ? 'record' : 'keep';
}
