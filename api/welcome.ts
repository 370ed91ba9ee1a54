import { developmentAccounts } from '../chain/development-keys.ts';
import type { Env } from '../platform/env.ts';

/** What the API prints when it is up: where to click, and a request that works when pasted. */
export function welcome(url: string, env: Env): string {
  const mock = env.MOCK_MODE === 'true';
  const [, account] = developmentAccounts;
  const lines = [
    '',
    `Quittance is up at ${url} (${mock ? 'MOCK: everything in this process, gone when it ends' : 'REAL'})`,
    '',
    `  reference   ${url}/docs`,
    `  health      ${url}/healthz`,
    `  settings    ${url}/api/config`,
    `  metrics     ${url}/metrics`,
    ...(mock ? [`  chain       ${url}/rpc (JSON-RPC, chain id 31337)`] : []),
    ...(env.MOCK_MODE === 'true' && env.ADMIN_API_KEY !== undefined
      ? [`  operators   ${url}/api/admin/dlq (Authorization: Bearer ${env.ADMIN_API_KEY})`]
      : []),
    ...(!mock && env.TEMPORAL_UI_URL !== undefined ? [`  workflows   ${env.TEMPORAL_UI_URL}`] : []),
    '',
    'Register a wallet:',
    '',
    `  curl -sS ${url}/api/register -H 'Content-Type: application/json' -H 'Idempotency-Key: first-try' -d '{"wallet":"${account?.address}"}'`,
    '',
    'See a whole claim settle, in another terminal:',
    '',
    `  npm run demo${env.PORT === 3000 ? '' : ` -- --url ${url}`}`,
    '',
    '',
  ];
  return lines.join('\n');
}
