import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { operatorRoleNames } from '../../domain/operator-roles.ts';
import { instant } from './columns.ts';
import { programs } from './programs.ts';

/** A person who runs programs. Keys are for machines and shifts; rights and approvals are the person's. */
export const operators = pgTable(
  'operators',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    disabledAt: instant('disabled_at'),
  },
  (t) => [unique('operators_name_key').on(t.name)],
);

/** A role of an operator, in one program or (program null) in all. */
export const operatorRoles = pgTable(
  'operator_roles',
  {
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id),
    programId: uuid('program_id').references(() => programs.id),
    role: text('role', { enum: operatorRoleNames }).notNull(),
    grantedAt: instant('granted_at').notNull().defaultNow(),
  },
  (t) => [
    unique('operator_roles_key').on(t.operatorId, t.programId, t.role).nullsNotDistinct(),
    check(
      'operator_roles_role_check',
      sql`${t.role} in ('viewer', 'operator', 'approver', 'owner', 'ledger')`,
    ),
  ],
);

/** A named API key of an operator: only its hash is kept, the key itself was shown once. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey(),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id),
    name: text('name').notNull(),
    /** The key's first characters, to recognise it by. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the key, hex. The key has 256 random bits, so a plain hash is enough. */
    keyHash: text('key_hash').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [
    unique('api_keys_hash_key').on(t.keyHash),
    index('api_keys_operator_idx').on(t.operatorId),
  ],
);

/** A nonce for signing in or proving a wallet: given out once, used once. */
export const authNonces = pgTable(
  'auth_nonces',
  {
    nonce: text('nonce').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    issuedAt: instant('issued_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [index('auth_nonces_expiry_idx').on(t.expiresAt)],
);

/** A verified signature of a wallet: message, signature and what it was for. Append-only. */
export const walletProofs = pgTable(
  'wallet_proofs',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    /** Lower case. */
    wallet: text('wallet').notNull(),
    purpose: text('purpose', { enum: ['SESSION', 'REGISTRATION', 'TERMS'] }).notNull(),
    message: text('message').notNull(),
    signature: text('signature').notNull(),
    /** EOA: recovered from the signature; CONTRACT: the wallet's own code said yes (ERC-1271). */
    method: text('method', { enum: ['EOA', 'CONTRACT'] }).notNull(),
    nonce: text('nonce').notNull(),
    provenAt: instant('proven_at').notNull().defaultNow(),
  },
  (t) => [
    unique('wallet_proofs_nonce_key').on(t.nonce),
    index('wallet_proofs_wallet_idx').on(t.programId, t.wallet),
  ],
);

/** A signed-in wallet in one program. Only the token's hash is kept. */
export const walletSessions = pgTable(
  'wallet_sessions',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    wallet: text('wallet').notNull(),
    tokenHash: text('token_hash').notNull(),
    proofId: uuid('proof_id')
      .notNull()
      .references(() => walletProofs.id),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [unique('wallet_sessions_token_key').on(t.tokenHash)],
);

/**
 * An affiliate of a program and its place in the tree. The parent is set at registration and never
 * changes, and a parent is always older than its children: so there are no cycles.
 */
export const affiliates = pgTable(
  'affiliates',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    /** Lower case. */
    wallet: text('wallet').notNull(),
    parentId: uuid('parent_id'),
    /** Ancestors between this affiliate and its root. */
    depth: smallint('depth').notNull().default(0),
    /** Eight upper-case characters. */
    referralCode: text('referral_code').notNull(),
    status: text('status', { enum: ['ACTIVE', 'SUSPENDED'] })
      .notNull()
      .default('ACTIVE'),
    email: text('email'),
    displayName: text('display_name'),
    termsVersion: text('terms_version').notNull(),
    termsHash: text('terms_hash').notNull(),
    termsProofId: uuid('terms_proof_id')
      .notNull()
      .references(() => walletProofs.id),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('affiliates_program_wallet_key').on(t.programId, t.wallet),
    unique('affiliates_program_code_key').on(t.programId, t.referralCode),
    index('affiliates_parent_idx').on(t.parentId),
    foreignKey({ columns: [t.parentId], foreignColumns: [t.id] }),
    check('affiliates_code_check', sql`${t.referralCode} ~ '^[A-Z0-9]{8}$'`),
    check('affiliates_depth_check', sql`(${t.depth} = 0) = (${t.parentId} is null)`),
  ],
);

/**
 * Who brought a wallet to a program. PROVISIONAL while only somebody says so; LOCKED, for ever, by the
 * first registration that proves the wallet (also when it names nobody: affiliate null).
 */
export const attributions = pgTable(
  'attributions',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    wallet: text('wallet').notNull(),
    affiliateId: uuid('affiliate_id').references(() => affiliates.id),
    /** The code or the wallet that was given, as given. */
    code: text('code'),
    source: text('source').notNull(),
    state: text('state', { enum: ['PROVISIONAL', 'LOCKED'] })
      .notNull()
      .default('PROVISIONAL'),
    proofId: uuid('proof_id').references(() => walletProofs.id),
    /** HMACs, so that they can be compared but not read. */
    addressHash: text('address_hash'),
    userAgentHash: text('user_agent_hash'),
    claimedAt: instant('claimed_at').notNull().defaultNow(),
    lockedAt: instant('locked_at'),
  },
  (t) => [
    unique('attributions_program_wallet_key').on(t.programId, t.wallet),
    index('attributions_affiliate_idx').on(t.affiliateId),
    check(
      'attributions_locked_check',
      sql`(${t.state} = 'LOCKED') = (${t.proofId} is not null) and (${t.state} = 'LOCKED') = (${t.lockedAt} is not null)`,
    ),
  ],
);

/** Terms an affiliate agrees to. A version is published once and never changes. */
export const programTerms = pgTable(
  'program_terms',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    version: text('version').notNull(),
    /** SHA-256 of the text, hex. */
    hash: text('hash').notNull(),
    body: text('body').notNull(),
    publishedAt: instant('published_at').notNull().defaultNow(),
    metadata: jsonb('metadata'),
  },
  (t) => [unique('program_terms_version_key').on(t.programId, t.version)],
);
