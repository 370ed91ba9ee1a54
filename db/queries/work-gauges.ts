import type { GaugeSource } from '../../platform/metrics.ts';
import type { Database } from '../database.ts';
import { findingGauges } from './findings-list.ts';
import { intentGauges } from './intent-gauges.ts';

/** What is under way, what waits, and what was found wrong. */
export function workGauges(db: Database): readonly GaugeSource[] {
  return [...intentGauges(db), ...findingGauges(db)];
}
