import { useState } from 'react';
import type { PaymentToken } from '../walk/answers.ts';
import { IntentProgress } from './intent-progress.tsx';
import { RepetitionTable } from './repetition-table.tsx';
import { Step } from './step.tsx';
import { TokenChoice } from './token-choice.tsx';
import type { WalkInHand } from './use-walk.ts';
import { Written } from './written.tsx';

/** Makes the wallet, for the token that is chosen here. */
export function WalletStep({ walk, actions }: WalkInHand) {
  const [token, setToken] = useState<PaymentToken>('USDC');
  const { steps, walker } = walk;
  const choices = (
    <TokenChoice token={token} onChange={setToken} fixed={steps.wallet.status !== 'ready'} />
  );
  return (
    <Step
      number={1}
      title="Make a wallet"
      intro={`A fresh wallet gets 0.1 ETH for gas and 250 ${token} from a development account of the tab's chain.`}
      state={steps.wallet}
      action="Make a wallet"
      busy="Making a wallet…"
      onAction={() => void actions.wallet(token)}
      choices={choices}
    >
      {walker && (
        <dl className="facts">
          <dt>Wallet</dt>
          <dd>
            <code>{walker.wallet.address}</code>
          </dd>
        </dl>
      )}
    </Step>
  );
}

/** Registers the wallet and shows the intent's way. */
export function RegisterStep({ walk, actions }: WalkInHand) {
  const { steps, registration, identityToken } = walk;
  return (
    <Step
      number={2}
      title="Register it"
      intro="The registration is an intent: it is stored first, then a saga mints one identity token to the wallet."
      state={steps.register}
      action="Register"
      busy="Registering…"
      onAction={() => void actions.register()}
    >
      {registration && <IntentProgress intent={registration} label="Registration" />}
      {identityToken != null && <p>Identity token number {identityToken}.</p>}
    </Step>
  );
}

/** Pays what the claim costs, on chain. */
export function PayStep({ walk, actions }: WalkInHand) {
  const { steps, walker, payment } = walk;
  return (
    <Step
      number={3}
      title="Pay the fee"
      intro="The API says what the claim costs and which transaction pays it; the wallet signs and sends that."
      state={steps.pay}
      action="Pay the fee"
      busy="Paying…"
      onAction={() => void actions.pay()}
    >
      {payment && (
        <dl className="facts">
          <dt>Fee</dt>
          <dd>
            {payment.prepared.feeFormatted} {walker?.token}
          </dd>
          <dt>Payment</dt>
          <dd>
            <code>{payment.txHash}</code>
          </dd>
        </dl>
      )}
    </Step>
  );
}

/** Claims with the payment, and shows what was written. */
export function ClaimStep({ walk, actions }: WalkInHand) {
  const { steps, walker, registration, claimIntent, claim } = walk;
  return (
    <Step
      number={4}
      title="Claim"
      intro="The claim names the payment. The saga verifies it on chain, delivers 1,000 program tokens (SGE), waits for two confirmations, and books both."
      state={steps.claim}
      action="Claim"
      busy="Claiming…"
      onAction={() => void actions.claim()}
    >
      {claimIntent && <IntentProgress intent={claimIntent} label="Claim" />}
      {claim && walker && (
        <Written registration={registration} claim={claim} before={walker.before} />
      )}
    </Step>
  );
}

/** Sends the claim again, and compares. */
export function RepeatStep({ walk, actions }: WalkInHand) {
  const { steps, claim, repetition } = walk;
  return (
    <Step
      number={5}
      title="Send the same request again"
      intro="Byte for byte the same claim under the same Idempotency-Key, as a client does that never saw the first answer."
      state={steps.repeat}
      action="Send it again"
      busy="Sending…"
      onAction={() => void actions.repeat()}
    >
      {claim && repetition && <RepetitionTable claim={claim} repetition={repetition} />}
    </Step>
  );
}
