import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, minorUnits } from './columns.ts';

/** A tenant: one token or affiliate program with its treasury, fee and delivery rules. */
export const programs = pgTable(
  'programs',
  {
    id: uuid('id').primaryKey(),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    status: text('status', { enum: ['ACTIVE', 'PAUSED', 'ARCHIVED'] })
      .notNull()
      .default('ACTIVE'),
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    /** Lower-case address that fees are paid to. */
    treasuryAddress: text('treasury_address').notNull(),
    /** The fee in minor units of a 6-decimals dollar token. */
    feeAmount: minorUnits('fee_amount').notNull(),
    /** Program tokens delivered for one claim, minor units (18 decimals). */
    claimAmount: minorUnits('claim_amount').notNull(),
    /** Blocks on top of and including the one that holds a transaction, before it counts. */
    confirmations: integer('confirmations').notNull(),
    mintsIdentityToken: boolean('mints_identity_token').notNull().default(true),
    /**
     * The program's own identity token, lower case; null: the one of the chain, which a wallet has once for all programs
     * that use it. Decided when the program is made.
     */
    identityTokenAddress: text('identity_token_address'),
    /** TREASURY: the fee is transferred to the treasury; VAULT: paid through the claim vault's contract. */
    delivery: text('delivery', { enum: ['TREASURY', 'VAULT'] })
      .notNull()
      .default('TREASURY'),
    /** Lower case; set exactly where delivery is VAULT. */
    vaultAddress: text('vault_address'),
    /** Commission of the referrer and of each ancestor, in basis points of the paid fee. */
    directCommissionBps: integer('direct_commission_bps').notNull().default(1000),
    overrideCommissionBps: integer('override_commission_bps').notNull().default(500),
    /** How many levels of the tree earn: 1 is the referrer alone. */
    maxAffiliateDepth: integer('max_affiliate_depth').notNull().default(2),
    /** Smallest payout, in minor units of a 6-decimals dollar token. */
    minPayout: minorUnits('min_payout').notNull().default(sql`10000000`),
    /** A payout batch over more than this, in the same unit, needs two approvers. */
    secondApprovalAbove: minorUnits('second_approval_above').notNull().default(sql`10000000000`),
    /** Days after settlement before a commission becomes payable. */
    holdPeriodDays: integer('hold_period_days').notNull().default(30),
    /** Symbols of the payment tokens the program takes. */
    acceptedTokens: text('accepted_tokens').array().notNull().default(sql`'{USDC,USDT}'`),
    kycRequired: boolean('kyc_required').notNull().default(false),
    commerceRequired: boolean('commerce_required').notNull().default(false),
    /** Whether a registration has to prove the wallet. */
    walletProofRequired: boolean('wallet_proof_required').notNull().default(false),
    /** Grows with every change of the configuration: what a change is conditional on. */
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    unique('programs_slug_key').on(t.slug),
    // A vault takes one claim of each wallet, so two programs can not have the same one.
    unique('programs_vault_key').on(t.chainId, t.vaultAddress),
    unique('programs_identity_token_key').on(t.chainId, t.identityTokenAddress),
    check('programs_confirmations_check', sql`${t.confirmations} between 1 and 1000`),
    check('programs_fee_check', sql`${t.feeAmount} > 0`),
    check('programs_claim_amount_check', sql`${t.claimAmount} > 0`),
    check('programs_status_check', sql`${t.status} in ('ACTIVE', 'PAUSED', 'ARCHIVED')`),
    check(
      'programs_delivery_check',
      sql`${t.delivery} in ('TREASURY', 'VAULT') and (${t.delivery} = 'VAULT') = (${t.vaultAddress} is not null)`,
    ),
    check(
      'programs_commission_check',
      sql`${t.directCommissionBps} >= 0 and ${t.overrideCommissionBps} >= 0 and ${t.maxAffiliateDepth} between 0 and 10
        and ${t.directCommissionBps} + ${t.overrideCommissionBps} * greatest(${t.maxAffiliateDepth} - 1, 0) <= 10000`,
    ),
    check('programs_min_payout_check', sql`${t.minPayout} >= 0`),
    check('programs_second_approval_check', sql`${t.secondApprovalAbove} >= 0`),
    check('programs_hold_period_check', sql`${t.holdPeriodDays} between 0 and 365`),
    check(
      'programs_accepted_tokens_check',
      sql`${t.acceptedTokens} <@ '{USDC,USDT}'::text[] and cardinality(${t.acceptedTokens}) > 0`,
    ),
  ],
);

/** The assets a chain's deployment knows: payment tokens, the program token and the identity token. */
export const tokens = pgTable(
  'tokens',
  {
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    /** `USDC`, `USDT`, `SGE` (program token) or `SGEID` (identity token). */
    symbol: text('symbol').notNull(),
    address: text('address').notNull(),
    decimals: integer('decimals').notNull(),
  },
  (t) => [
    unique('tokens_chain_symbol_key').on(t.chainId, t.symbol),
    unique('tokens_chain_address_key').on(t.chainId, t.address),
  ],
);

/** A wallet known to a program. One row per wallet and program, also under concurrency. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    /** Lower case. */
    wallet: text('wallet').notNull(),
    /** The registration that made, or is making, this user. */
    registerIntentId: uuid('register_intent_id').notNull(),
    /** Who is said to have brought the wallet: recorded as claimed, proves nothing. */
    referralClaim: jsonb('referral_claim'),
    tokenId: minorUnits('token_id'),
    registeredAt: instant('registered_at'),
    /** Block of the registration: a payment older than it does not count. */
    registeredBlock: bigint('registered_block', { mode: 'bigint' }),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('users_program_wallet_key').on(t.programId, t.wallet),
    check('users_wallet_check', sql`${t.wallet} ~ '^0x[0-9a-f]{40}$'`),
  ],
);

/** What a claim's fee was quoted at, to whom it is to be paid, and from which block on a payment for it counts. */
export const quotes = pgTable(
  'quotes',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    wallet: text('wallet').notNull(),
    token: text('token').notNull(),
    feeAmount: minorUnits('fee_amount').notNull(),
    /** The treasury or the vault, as it was then. Lower case; null on quotes from before it was kept. */
    recipient: text('recipient'),
    quotedBlock: bigint('quoted_block', { mode: 'bigint' }).notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('quotes_wallet_idx').on(t.programId, t.wallet, t.expiresAt)], // to whom a wallet was told to pay
);

/**
 * What a wallet has passed of a program's gates, registered or not: KYC is found by an operator, commerce by a
 * provider's charge.
 */
export const walletGates = pgTable(
  'wallet_gates',
  {
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    /** Lower case. */
    wallet: text('wallet').notNull(),
    kycPassedAt: instant('kyc_passed_at'),
    commercePaidAt: instant('commerce_paid_at'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.programId, t.wallet] }),
    check('wallet_gates_wallet_check', sql`${t.wallet} ~ '^0x[0-9a-f]{40}$'`),
  ],
);

/** Contracts that set-up has put on a chain for programs to use, besides the tokens. */
export const contracts = pgTable(
  'contracts',
  {
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    /** `claim_vault` or `identity_token` */
    name: text('name').notNull(),
    /** Lower case. */
    address: text('address').notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.name] })],
);
