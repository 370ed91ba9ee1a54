/**
 * Goal: a claim vault takes the fee once from each wallet and gives nothing away, whatever the token does. Method:
 * the real contract on the in-process chain, with tokens that answer nothing, `true`, `false`, and that call back.
 */
import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Address, Hex, Signer, WalletCall } from '../domain/chain-port.ts';
import {
  type ChainFixture,
  deployer,
  freshAddress,
  openChainFixture,
  other,
  payer,
  transfer,
} from '../tests/harness/worlds/chain-fixture.ts';
import { createChainClient } from './chain-client.ts';
import { claimVault } from './contracts/claim-vault.generated.ts';
import { falseToken } from './contracts/false-token.generated.ts';
import { reentrantToken } from './contracts/reentrant-token.generated.ts';
import { deployClaimVault } from './deploy.ts';

const fee = 100_000_000n;
let on: ChainFixture;
let vault: Address;

beforeAll(async () => {
  on = await openChainFixture('in-process');
});
afterAll(() => on[Symbol.asyncDispose]());
beforeEach(async () => {
  const { endpoint } = on.node;
  const tokens = [on.tokens.usdc, on.tokens.usdt];
  vault = await deployClaimVault({ endpoint, deployer, owner: other.address, tokens, fee });
});

const approve = (token: Address, amount = fee): WalletCall => ({
  type: 'erc20.approve',
  token,
  spender: vault,
  amount: amount.toString(),
});
const claim = (token: Address, agreed = fee): WalletCall => ({
  type: 'vault.claim',
  vault,
  token,
  fee: agreed.toString(),
});
const send = (signer: Signer, call: WalletCall) => on.call(signer, on.chain.encode(call));
const { abi } = claimVault;
const setFee = (token: Address, next: bigint) =>
  encodeFunctionData({ abi, functionName: 'setFee', args: [token, next] });
const withdraw = (token: Address, to: Address, amount: bigint) =>
  encodeFunctionData({ abi, functionName: 'withdraw', args: [token, to, amount] });
const releaseClaim = (wallet: Address) =>
  encodeFunctionData({ abi, functionName: 'releaseClaim', args: [wallet] });
const offerOwnership = (to: Address) =>
  encodeFunctionData({ abi, functionName: 'offerOwnership', args: [to] });
const acceptOwnership = encodeFunctionData({ abi, functionName: 'acceptOwnership' });
const act = async (data: Hex, signer = other.signer) =>
  (await on.call(signer, { to: vault, data })).status;
const balance = (token: Address, owner: Address) => on.chain.erc20Balance(token, owner);

it.each(['usdc', 'usdt'] as const)('takes the fee in %s, once per wallet', async (name) => {
  const token = on.tokens[name];
  const before = await balance(token, payer.address);
  await send(payer.signer, approve(token, 2n * fee));
  const receipt = await send(payer.signer, claim(token));
  expect(receipt.status).toBe('success');
  expect(receipt.transfers).toMatchObject([
    { token, from: payer.address, to: vault, value: fee, standard: 'erc20' },
  ]);
  expect((await send(payer.signer, claim(token))).status).toBe('reverted');
  expect(await balance(token, vault)).toBe(fee);
  expect(await balance(token, payer.address)).toBe(before - fee);
  // USDT wants a reset before the next test's approval.
  await send(payer.signer, approve(token, 0n));
});

it('refuses without allowance, another fee than agreed, and a token it does not take', async () => {
  const { usdc, sge } = on.tokens;
  expect((await send(payer.signer, claim(usdc))).status).toBe('reverted');
  await send(payer.signer, approve(usdc, 2n * fee));
  expect((await send(payer.signer, claim(usdc, fee - 1n))).status).toBe('reverted');
  expect((await send(payer.signer, claim(usdc, fee + 1n))).status).toBe('reverted');
  expect((await send(payer.signer, claim(sge, 0n))).status).toBe('reverted');
  await act(setFee(usdc, fee + 1n));
  expect((await send(payer.signer, claim(usdc))).status).toBe('reverted');
  expect((await send(payer.signer, claim(usdc, fee + 1n))).status).toBe('success');
  expect(await balance(usdc, vault)).toBe(fee + 1n);
});

it('a token that answers false has paid nothing, and the wallet may still claim', async () => {
  const token = await on.deploy(falseToken);
  await act(setFee(token, fee));
  const tokenAbi = falseToken.abi;
  const refuse = async (refused: boolean) => {
    const args = [refused] as const;
    const data = encodeFunctionData({ abi: tokenAbi, functionName: 'setRefusesAll', args });
    await on.call(payer.signer, { to: token, data });
  };
  const args = [payer.address, fee] as const;
  const data = encodeFunctionData({ abi: tokenAbi, functionName: 'mint', args });
  await on.call(payer.signer, { to: token, data });
  await send(payer.signer, approve(token));
  await refuse(true);
  expect((await send(payer.signer, claim(token))).status).toBe('reverted');
  await refuse(false);
  expect((await send(payer.signer, claim(token))).status).toBe('success');
});

it('a token that calls back can not claim inside of a claim', async () => {
  const token = await on.deploy(reentrantToken);
  await act(setFee(token, fee));
  const args = [payer.address, fee] as const;
  const data = encodeFunctionData({ abi: reentrantToken.abi, functionName: 'mint', args });
  await on.call(payer.signer, { to: token, data });
  expect((await send(payer.signer, claim(token))).status).toBe('success');
  const client = createChainClient(on.node.endpoint);
  const read = { address: token, abi: reentrantToken.abi, functionName: 'reentered' } as const;
  expect(await client.readContract(read)).toBe(false);
});

it('only the owner withdraws, sets fees, releases a claim, and offers ownership to one who accepts', async () => {
  const { usdc } = on.tokens;
  await send(payer.signer, approve(usdc, 2n * fee));
  await send(payer.signer, claim(usdc));
  const to = freshAddress();
  for (const data of [
    withdraw(usdc, to, 1n),
    setFee(usdc, 1n),
    releaseClaim(payer.address),
    offerOwnership(payer.address),
    acceptOwnership,
  ]) {
    expect(await act(data, payer.signer)).toBe('reverted');
  }
  expect(await act(withdraw(usdc, to, fee + 1n))).toBe('reverted');
  expect(await act(withdraw(usdc, to, fee))).toBe('success');
  expect(await balance(usdc, to)).toBe(fee);
  await act(releaseClaim(payer.address));
  expect((await send(payer.signer, claim(usdc))).status).toBe('success');
  await act(offerOwnership(payer.address));
  expect(await act(setFee(usdc, 1n))).toBe('success');
  expect(await act(acceptOwnership, payer.signer)).toBe('success');
  expect(await act(setFee(usdc, 2n))).toBe('reverted');
});

it('says what it takes; an address without code, or of something else, is no vault', async () => {
  const { usdc, sge } = on.tokens;
  expect(await on.chain.vaultFee(vault, usdc)).toBe(fee);
  expect(await on.chain.vaultFee(vault, sge)).toBe(0n);
  expect(await on.chain.vaultFee(freshAddress(), usdc)).toBeNull();
  expect(await on.chain.vaultFee(usdc, usdc)).toBeNull();
  await on.send(payer.signer, transfer(usdc, vault, 1n));
  expect(await balance(usdc, vault)).toBe(1n);
});
