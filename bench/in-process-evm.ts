/**
 * What a signed ERC-20 transfer costs on the in-process EVM: read, admitted, mined in a block of its own
 * and its receipt fetched; next to its two floors in the same run, signing the transaction and
 * recovering who signed it, which no EVM in JavaScript can go without.
 *
 *     npx tsx bench/in-process-evm.ts
 */
import { keccak256, recoverTransactionAddress } from 'viem';
import { deployContracts } from '../chain/deploy.ts';
import { developmentAccounts } from '../chain/development-keys.ts';
import { createInProcessEvm } from '../chain/in-process-evm.ts';
import { createLocalSigner } from '../chain/local-signer.ts';
import { createChain } from '../chain/viem-chain.ts';
import type { Address, Hex } from '../domain/chain-port.ts';

const transfers = 400;
const roundSize = 50;

const [account] = developmentAccounts;
if (account === undefined) throw new Error('Expected a development account');
const signer = createLocalSigner(account.privateKey);
const provider = await createInProcessEvm({ blockTimeMs: 0 });
const endpoint = { chainId: 31_337, connection: { provider } };
const chain = createChain(endpoint);
const started = performance.now();
const { usdc } = await deployContracts({ endpoint, deployer: account, minter: account.address });
const deployMs = performance.now() - started;

let nonce = await chain.nonce(signer.address, 'pending');
const spent = { sign: 0, recover: 0, transfer: 0 };

async function timed<Result>(
  name: keyof typeof spent,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = performance.now();
  const result = await work();
  spent[name] += performance.now() - before;
  return result;
}

function sign(to: Address): Promise<{ readonly raw: Hex }> {
  const { data } = chain.encode({ type: 'erc20.transfer', token: usdc, to, amount: '1' });
  const fees = { gas: 100_000n, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n };
  nonce += 1;
  return signer.sign({ chainId: 31_337, nonce: nonce - 1, to: usdc, data, value: 0n, ...fees });
}

async function mine(raw: Hex): Promise<void> {
  await chain.broadcast(raw);
  const receipt = await chain.receipt(keccak256(raw));
  if (receipt?.transfers.length !== 1) throw new Error('Expected one transfer');
}

/** The three are interleaved, so that a machine that slows down slows down all of them. */
for (let round = 0; round < transfers / roundSize; round += 1) {
  const signed: Hex[] = [];
  for (let index = 0; index < roundSize; index += 1) {
    const to: Address = `0x${(round * roundSize + index + 1).toString(16).padStart(40, '0')}`;
    signed.push((await timed('sign', () => sign(to))).raw);
  }
  for (const raw of signed) {
    if (!raw.startsWith('0x02')) throw new Error('Expected an EIP-1559 transaction');
    const typed: `0x02${string}` = `0x02${raw.slice(4)}`;
    await timed('recover', () => recoverTransactionAddress({ serializedTransaction: typed }));
  }
  for (const raw of signed) await timed('transfer', () => mine(raw));
}

const each = (total: number) => (total / transfers).toFixed(2);
console.log(`local contracts deployed and funded in ${deployMs.toFixed(0)} ms`);
console.log(`${transfers} transfers, ms each: mined with receipt ${each(spent.transfer)}`);
console.log(
  `  of which recovering the signer takes ${each(spent.recover)}; signing before it ${each(spent.sign)}`,
);
await provider.close();
