import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  integer,
  jsonb,
  pgTable,
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
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    unique('programs_slug_key').on(t.slug),
    check('programs_confirmations_check', sql`${t.confirmations} between 1 and 1000`),
    check('programs_fee_check', sql`${t.feeAmount} > 0`),
    check('programs_claim_amount_check', sql`${t.claimAmount} > 0`),
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

/** What a claim's fee was quoted at, and from which block on a payment for it counts. */
export const quotes = pgTable('quotes', {
  id: uuid('id').primaryKey(),
  programId: uuid('program_id')
    .notNull()
    .references(() => programs.id),
  wallet: text('wallet').notNull(),
  token: text('token').notNull(),
  feeAmount: minorUnits('fee_amount').notNull(),
  quotedBlock: bigint('quoted_block', { mode: 'bigint' }).notNull(),
  expiresAt: instant('expires_at').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});
