import type { PaymentToken } from '../walk/answers.ts';

interface Props {
  readonly token: PaymentToken;
  readonly onChange: (token: PaymentToken) => void;
  /** The wallet has its token already. */
  readonly fixed: boolean;
}

/** Which token the fee is to be paid in. */
export function TokenChoice({ token, onChange, fixed }: Props) {
  return (
    <fieldset disabled={fixed}>
      <legend>Pay with</legend>
      {(['USDC', 'USDT'] as const).map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name="token"
            value={choice}
            checked={token === choice}
            onChange={() => onChange(choice)}
          />{' '}
          {choice}
        </label>
      ))}
    </fieldset>
  );
}
