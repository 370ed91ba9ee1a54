import type { Balance } from '../walk/balances.ts';
import { ScrollingTable } from './scrolling-table.tsx';

interface Props {
  readonly before: readonly Balance[];
  readonly after: readonly Balance[];
}

/** What wallet and treasury had before and have now, as the chain says. */
export function BalancesTable({ before, after }: Props) {
  return (
    <ScrollingTable label="Balances on chain">
      <thead>
        <tr>
          <th scope="col">Holder</th>
          <th scope="col" className="amount">
            Before
          </th>
          <th scope="col" className="amount">
            Now
          </th>
        </tr>
      </thead>
      <tbody>
        {after.map(({ holder, asset, formatted }, index) => (
          <tr key={`${holder} ${asset}`} data-balance={`${holder} ${asset}`}>
            <td>{holder}</td>
            <td className="amount">
              {before[index]?.formatted} {asset}
            </td>
            <td className="amount">
              {formatted} {asset}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}
