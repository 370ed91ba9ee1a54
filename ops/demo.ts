/** `npm run demo`: walks one wallet through registration and claim against a running platform. */
import { Command, Option } from 'commander';
import { explainFailure } from './demo/demo-failed.ts';
import { runDemo } from './demo/run-demo.ts';

const program = new Command('demo')
  .description(
    'Registers a fresh wallet, pays the fee on chain, claims, and shows what was written.',
  )
  .addOption(new Option('--url <url>', 'where the API listens').default('http://127.0.0.1:3000'))
  .addOption(
    new Option('--token <symbol>', 'token to pay with').choices(['USDC', 'USDT']).default('USDC'),
  )
  .addOption(
    new Option('--timeout <seconds>', 'longest wait for one settlement')
      .default(120)
      .argParser(Number),
  );

const { url, token, timeout } = program
  .parse()
  .opts<{ url: string; token: 'USDC' | 'USDT'; timeout: number }>();

try {
  await runDemo({
    url,
    token,
    timeoutMs: timeout * 1000,
    print: (line) => process.stdout.write(`${line}\n`),
  });
} catch (error) {
  process.stderr.write(`\nThe demo stopped: ${explainFailure(error, url)}\n`);
  process.exitCode = 1;
}
