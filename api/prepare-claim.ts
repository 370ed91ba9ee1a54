import type { z } from '@hono/zod-openapi';
import type { Address, Chain, WalletCall } from '../domain/chain-port.ts';
import { ApiError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { formatMinor } from '../domain/money.ts';
import { jsonAnswer } from './answers.ts';
import type { RouteServices } from './app-parts.ts';
import { type DefaultProgram, programToken } from './default-program.ts';
import type { WritePlan } from './keyed-write.ts';
import type { preparedClaimSchema } from './schemas/prepared-claim.ts';
import { checksummed } from './schemas/wallet.ts';

/** Who wants to claim, and what the fee is to be paid in. */
export interface ClaimToPrepare {
  readonly wallet: Address;
  readonly tokenType: 'USDC' | 'USDT';
}

/**
 * Plans a quote: the fee as it stands and the calls by which the wallet pays it, to the treasury or through the vault.
 * Reads the chain.
 * @throws ApiError PROGRAM_PAUSED; UNAVAILABLE when the vault takes another fee than the program.
 */
export async function planQuote(
  { chain, settings, now }: RouteServices,
  program: DefaultProgram,
  { wallet, tokenType }: ClaimToPrepare,
): Promise<WritePlan> {
  // Sooner than the chain is asked; accepting checks it again.
  if (program.status !== 'ACTIVE') throw new ApiError('PROGRAM_PAUSED');
  const token = programToken(program, tokenType);
  const recipient = payeeOf(program);
  const [head, allowance] = await Promise.all([
    chain.head(),
    chain.erc20Allowance(token.address, wallet, recipient),
  ]);
  const { feeAmount: amount } = program;
  const fee = formatMinor(amount, token.decimals);
  const payment = { program, token: token.address, recipient, amount, allowance };
  const steps = await paymentSteps(chain, { ...payment, label: `${fee} ${tokenType}`, tokenType });
  const quoteId = newId();
  const expiresAt = new Date(now().getTime() + settings.quoteTtlMs);
  const body: z.infer<typeof preparedClaimSchema> = {
    wallet: checksummed(wallet),
    tokenType,
    tokenAddress: checksummed(token.address),
    spender: checksummed(recipient),
    feeAmount: amount.toString(),
    feeFormatted: fee,
    currentAllowance: allowance.toString(),
    needsApproval: steps.some(({ call }) => call.type === 'erc20.approve'),
    needsReset: steps.some(({ call }) => call.type === 'erc20.approve' && call.amount === '0'),
    transactions: steps.map(({ description, call }, index) => {
      const { to, data } = chain.encode(call);
      return { step: index + 1, description, to: checksummed(to), data, value: '0' };
    }),
    quoteId,
    expiresAt: expiresAt.toISOString(),
  };
  return {
    effect: {
      type: 'quote',
      quoteId,
      wallet,
      tokenType,
      feeAmount: amount,
      recipient,
      quotedBlock: head.number,
      expiresAt,
    },
    render: () => jsonAnswer(200, body),
  };
}

/** Whom the fee is paid to. */
function payeeOf({ delivery, vaultAddress, treasuryAddress }: DefaultProgram): Address {
  const payee = delivery === 'VAULT' && vaultAddress !== null ? vaultAddress : treasuryAddress;
  return `0x${payee.slice(2)}`;
}

interface Step {
  readonly description: string;
  readonly call: WalletCall;
}

interface Payment {
  readonly program: DefaultProgram;
  readonly token: Address;
  readonly recipient: Address;
  readonly amount: bigint;
  readonly allowance: bigint;
  /** The fee as people say it. */
  readonly label: string;
  readonly tokenType: ClaimToPrepare['tokenType'];
}

async function paymentSteps(chain: Chain, payment: Payment): Promise<readonly Step[]> {
  const { program, token, recipient, amount, allowance, label, tokenType } = payment;
  const fee = amount.toString();
  if (program.delivery === 'TREASURY') {
    const call = { type: 'erc20.transfer', token, to: recipient, amount: fee } as const;
    return [{ description: `Pay ${label} to the treasury`, call }];
  }
  const taken = await chain.vaultFee(recipient, token);
  if (taken !== amount)
    throw new ApiError('UNAVAILABLE', `The vault does not take ${label} at the moment.`);
  const approve = (allowed: string) =>
    ({ type: 'erc20.approve', token, spender: recipient, amount: allowed }) as const;
  const steps: Step[] = [];
  if (allowance < amount) {
    // USDT changes no allowance that is not 0.
    if (tokenType === 'USDT' && allowance > 0n)
      steps.push({ description: 'Set the allowance of the vault to 0', call: approve('0') });
    steps.push({ description: `Allow the vault to take ${label}`, call: approve(fee) });
  }
  const claim = { type: 'vault.claim', vault: recipient, token, fee } as const;
  return [...steps, { description: `Claim, paying ${label} through the vault`, call: claim }];
}
