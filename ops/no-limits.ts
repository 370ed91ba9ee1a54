/** Settings that switch every rate limit off, for loads and tests whose requests all come from one address. */
export const noLimits = {
  RL_REGISTER_PER_HOUR: '0',
  RL_REGISTER_PER_DAY_WALLET: '0',
  RL_CLAIM_PER_HOUR: '0',
  RL_BAD_SIGNATURE_PER_MIN: '0',
  RL_DEFAULT_PER_MIN: '0',
  RL_HEALTH_PER_MIN: '0',
} as const;
