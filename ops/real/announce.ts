import { setTimeout as sleep } from 'node:timers/promises';

/** Says once, as soon as the API answers, where to click. Gives up silently when aborted. */
export async function announceWhenReady(
  env: Readonly<Record<string, string>>,
  aborted: AbortSignal,
): Promise<void> {
  const address = `http://127.0.0.1:${env['PORT'] ?? '3000'}`;
  while (!aborted.aborted) {
    if (await answers(`${address}/healthz`)) {
      console.log(
        [
          '',
          'REAL mode is up.',
          `  API          ${address}/docs`,
          `  Health       ${address}/readyz`,
          `  Temporal UI  ${env['TEMPORAL_UI_URL'] ?? ''}`,
          '  A claim      npm run demo   (in another terminal)',
          '',
        ].join('\n'),
      );
      return;
    }
    await sleep(300);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false; // not up yet
  }
}
