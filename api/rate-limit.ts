import type { LimitRule } from '../platform/limiter.ts';
import type { AppSettings } from './app-parts.ts';

/** The rules of the contract, from settings. A quota of 0 switches a rule off. */
export function limitRules({ limits }: AppSettings) {
  const rule = (name: string, quota: number, windowSeconds: number): LimitRule => ({
    name,
    quota,
    windowSeconds,
  });
  return {
    registerAddress: rule('register-address', limits.registerPerHour, 3600),
    registerWallet: rule('register-wallet', limits.registerPerDayWallet, 86_400),
    claimWallet: rule('claim-wallet', limits.claimPerHour, 3600),
    badSignature: rule('bad-signature', limits.badSignaturePerMin, 60),
    health: rule('health', limits.healthPerMin, 60),
    standard: rule('default', limits.defaultPerMin, 60),
  };
}

/** One use of a rule. */
export interface LimitUse {
  readonly rule: LimitRule;
  readonly subject: string;
}

/** Whose write it is. */
export interface LimitedCaller {
  /** In any spelling. */
  readonly wallet: string;
  /** Of {@link clientAddress}. */
  readonly address: string;
  /** A verified session or signature of the wallet came with the request. @default false */
  readonly proven?: boolean;
}

/** The limits of a registration: so many per hour for an address and per day for a wallet. */
export function registerLimits(settings: AppSettings, caller: LimitedCaller): readonly LimitUse[] {
  const { registerAddress, registerWallet } = limitRules(settings);
  return [
    { rule: registerAddress, subject: caller.address },
    { rule: registerWallet, subject: walletSubject(caller) },
  ];
}

/**
 * The limits of a claim write: so many per hour for a wallet; the caller's own total is bounded by the
 * default limit.
 */
export function claimLimits(settings: AppSettings, caller: LimitedCaller): readonly LimitUse[] {
  const { claimWallet, standard } = limitRules(settings);
  return [
    { rule: claimWallet, subject: walletSubject(caller) },
    { rule: standard, subject: caller.address },
  ];
}

/**
 * A caller who proves the wallet is the wallet. One who proves nothing counts for itself, by address: it
 * must not be able to use up the quota of a wallet by naming it.
 */
function walletSubject({ wallet, address, proven = false }: LimitedCaller): string {
  return proven ? wallet.toLowerCase() : `${wallet.toLowerCase()}/${address}`;
}
