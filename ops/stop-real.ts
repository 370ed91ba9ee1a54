/** `npm run stop:real`: ends what set-up and dev:real started, and nothing else. Data stays. */
import { runMain } from './real/run-main.ts';
import { stopStarted } from './stack/local-stack.ts';

await runMain(async () => {
  // First what uses the servers; the dev process ends its own children.
  const names = ['dev', 'worker', 'api', 'temporal', 'anvil', 'redis', 'postgres'];
  await stopStarted(names, console.log);
  return 0;
});
