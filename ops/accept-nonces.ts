/**
 * `npm run nonces:accept`, with the settings of the worker: goes on after somebody else has sent from the
 * platform's wallet, which otherwise stops the worker at its start (docs/runbook.md, "Jammed wallet").
 */
import { acceptNonces } from '../chain/register-chain.ts';
import { createChain } from '../chain/viem-chain.ts';
import { openPostgres } from '../db/postgres.ts';
import { parseEnv, processVariables } from '../platform/env.ts';
import { readSigner } from '../worker/read-signer.ts';
import { refuseMock } from '../worker/run-worker.ts';
import { runMain } from './real/run-main.ts';

await runMain(async () => {
  const env = parseEnv(processVariables());
  refuseMock(env);
  const signer = await readSigner(env);
  const connection = { rpcUrls: [env.CHAIN_RPC_URL] };
  const chain = createChain({ chainId: env.CHAIN_ID, connection });
  const database = openPostgres({
    url: env.DATABASE_URL,
    applicationName: 'quittance-accept-nonces',
    connectionsMax: 1,
    onError: () => undefined,
  });
  try {
    const used = await acceptNonces(database.db, chain, signer.address);
    console.log(
      used === null
        ? `Nothing to accept: nobody else has sent from ${signer.address}.`
        : `Accepted: nonces ${used.first} to ${used.last} of ${signer.address} were used by somebody else.`,
    );
    return 0;
  } finally {
    await database.close();
  }
});
