import type { Intent } from '../walk/answers.ts';
import { ScrollingTable } from './scrolling-table.tsx';

const way: readonly Intent['state'][] = ['PENDING', 'LOCKED', 'SUBMITTED', 'CONFIRMED', 'SETTLED'];

/** An intent on its way: where it is, and every transition with its time and reason. */
export function IntentProgress({
  intent,
  label,
}: {
  readonly intent: Intent;
  readonly label: string;
}) {
  const reached = way.indexOf(intent.state);
  return (
    <div className="intent">
      <ol className="way" aria-label={`${label}: states`}>
        {way.map((state, index) => (
          <li
            key={state}
            className={index <= reached ? 'reached' : ''}
            aria-current={index === reached ? 'step' : undefined}
          >
            {state}
          </li>
        ))}
      </ol>
      <ScrollingTable label={`${label}: transitions`}>
        <thead>
          <tr>
            <th scope="col">Time (UTC)</th>
            <th scope="col">State</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {intent.transitions.map(({ version, at, to, reason }) => (
            <tr key={version}>
              <td>
                <time dateTime={at} title={at}>
                  {at.slice(11, 23)}
                </time>
              </td>
              <td>
                <code>{to}</code>
              </td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </ScrollingTable>
      <dl className="facts">
        <dt>Intent</dt>
        <dd>
          <code>{intent.id}</code>
        </dd>
        {intent.delivery?.txHash != null && (
          <>
            <dt>Delivery</dt>
            <dd>
              <code>{intent.delivery.txHash}</code>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
