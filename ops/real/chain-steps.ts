import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { ChainEndpoint } from '../../chain/chain-client.ts';
import {
  type Deployment,
  deployClaimVault,
  deployContracts,
  deployIdentityToken,
  verifyDeployment,
} from '../../chain/deploy.ts';
import { developmentAccounts, isLocalChain } from '../../chain/development-keys.ts';
import { ChainSurprise, registerChain } from '../../chain/register-chain.ts';
import { createChain } from '../../chain/viem-chain.ts';
import type { Database } from '../../db/database.ts';
import { openPostgres } from '../../db/postgres.ts';
import {
  type KnownContract,
  knownContract,
  recordContract,
} from '../../db/queries/known-contracts.ts';
import { tokens } from '../../db/schema/programs.ts';
import type { Address } from '../../domain/chain-port.ts';
import { storedAddress } from '../../domain/chain-values.ts';
import { localFee, localProgram } from '../../ledger/local-program.ts';
import { openProgram } from '../../ledger/open-program.ts';
import type { StackSettings } from '../stack/settings.ts';
import { realEnvironment } from '../stack/settings.ts';
import { StackError } from '../stack/stack-error.ts';
import type { SetupStep } from './setup-step.ts';
import { signerAddress } from './signer-key.ts';

const startAfresh =
  'On a local chain: npm run stop:real, remove .quittance/data, and set up again. On another, check CHAIN_RPC_URL.';

/** The steps that put a program on a local chain; on another chain tokens exist and operators open programs. */
export const chainSteps: readonly SetupStep[] = [
  {
    title: 'Tokens and default program',
    run: async ({ settings }) => {
      if (!isLocalChain(settings.CHAIN_ID)) {
        return `chain ${settings.CHAIN_ID} is not local: nothing is deployed, operators open the program`;
      }
      return withOwner(settings, (db) => openLocalProgram(db, settings));
    },
  },
  {
    title: 'A claim vault and an identity token for another program to use',
    run: async ({ settings }) => {
      if (!isLocalChain(settings.CHAIN_ID)) return 'operators deploy them where they want them';
      return withOwner(settings, (db) => ensureSpareContracts(db, settings));
    },
  },
  {
    title: 'Chain and wallet belong to this database',
    run: async ({ settings }) => {
      const chain = createChain(endpointOfChain(settings));
      try {
        await withOwner(settings, (db) => registerChain(db, chain, signerAddress(settings)));
        return `chain ${settings.CHAIN_ID}, wallet ${signerAddress(settings)}`;
      } catch (error) {
        throw error instanceof ChainSurprise ? surprise(error) : error;
      } finally {
        await chain.close();
      }
    },
  },
];

/** The tokens this database knows on the chain; undefined before the first deployment. */
export async function recordedDeployment(
  db: Database,
  chainId: number,
): Promise<Deployment | undefined> {
  const rows = await db.select().from(tokens).where(eq(tokens.chainId, chainId));
  const known = Object.fromEntries(rows.map((row) => [row.symbol.toLowerCase(), row.address]));
  const parsed = deployment.safeParse(known);
  return parsed.success ? parsed.data : undefined;
}

/** Names of those tokens that have no code on the chain of the settings. */
export function tokensMissing(
  settings: StackSettings,
  recorded: Deployment,
): Promise<readonly string[]> {
  return verifyDeployment(endpointOfChain(settings), recorded);
}

function endpointOfChain(settings: StackSettings): ChainEndpoint {
  return { chainId: settings.CHAIN_ID, connection: { rpcUrls: [settings.CHAIN_RPC_URL] } };
}

/** Runs work on the database as the owning role. */
export async function withOwner<T>(
  settings: StackSettings,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const client = openPostgres({
    url: settings.DATABASE_OWNER_URL,
    applicationName: 'quittance-setup',
    connectionsMax: 2,
    onError: () => undefined, // the query that needs the connection reports it
  });
  try {
    return await work(client.db);
  } finally {
    await client.close();
  }
}

const deployment = z.object({
  usdc: storedAddress,
  usdt: storedAddress,
  sge: storedAddress,
  sgeid: storedAddress,
});

async function openLocalProgram(db: Database, settings: StackSettings): Promise<string> {
  const endpoint = endpointOfChain(settings);
  const recorded = await recordedDeployment(db, settings.CHAIN_ID);
  if (recorded !== undefined && (await tokensMissing(settings, recorded)).length > 0) {
    throw new StackError(
      'the database knows tokens that are not on the chain: it was started afresh',
      {
        remedy: startAfresh,
      },
    );
  }
  const treasury = signerAddress(settings);
  const deployed =
    recorded ?? (await deployContracts({ endpoint, deployer: deployer(), minter: treasury }));
  const slug = realEnvironment()['DEFAULT_PROGRAM'] ?? 'default';
  const { CHAIN_ID: chainId } = settings;
  await openProgram(db, localProgram({ slug, chainId, treasury, deployment: deployed }));
  const { usdc, usdt } = deployed;
  return `program "${slug}"; USDC ${usdc}, USDT ${usdt} ${recorded ? 'were there' : 'deployed'}`;
}

async function ensureSpareContracts(db: Database, settings: StackSettings): Promise<string> {
  const endpoint = endpointOfChain(settings);
  const recorded = await recordedDeployment(db, settings.CHAIN_ID);
  if (recorded === undefined) throw new RangeError('Expected the tokens to be deployed before');
  const tokens = [recorded.usdc, recorded.usdt];
  const owner = deployer();
  const spare = { endpoint, deployer: owner };
  const vault = await ensureContract(db, settings, {
    name: 'claim_vault',
    deploy: () => deployClaimVault({ ...spare, owner: owner.unlocked, tokens, fee: localFee }),
  });
  const identityToken = await ensureContract(db, settings, {
    name: 'identity_token',
    deploy: () => deployIdentityToken({ ...spare, minter: signerAddress(settings) }),
  });
  return `vault ${vault}, identity token ${identityToken}`;
}

interface SpareContract {
  readonly name: KnownContract['name'];
  readonly deploy: () => Promise<Address>;
}

async function ensureContract(
  db: Database,
  settings: StackSettings,
  { name, deploy }: SpareContract,
): Promise<Address> {
  const place = { chainId: settings.CHAIN_ID, name };
  const known = await knownContract(db, place);
  const chain = createChain(endpointOfChain(settings));
  if (known !== null && (await chain.isContract(known))) return known;
  const address = await deploy();
  await recordContract(db, place, address);
  return address;
}

function surprise(error: ChainSurprise): StackError {
  return new StackError(error.message, {
    remedy: startAfresh,
  });
}

/** The first development account, which a local node signs for. */
function deployer() {
  const [account] = developmentAccounts;
  if (account === undefined) throw new RangeError('Expected at least one development account');
  return { unlocked: account.address };
}
