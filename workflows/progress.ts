import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { SagaContext } from '../domain/sagas/saga-context.ts';
import { searchAttributeTypes } from '../domain/search-attributes.ts';

const { QuittanceState, QuittanceParked } = searchAttributeTypes;
const stateKey = defineSearchAttributeKey('QuittanceState', QuittanceState);
const parkedKey = defineSearchAttributeKey('QuittanceParked', QuittanceParked);

/** Where a run is, for Temporal's UI and queries. */
export interface Progress {
  readonly report: SagaContext['report'];
  /** Writes the search attributes if they have changed; to be called before the run waits or ends. */
  publish(): void;
}

/**
 * Collects progress. Search attributes change several times within a workflow task, and each write is an
 * event of its own: only what holds when the run is about to wait is written, which costs no further task.
 */
export function openProgress(): Progress {
  let state = 'PENDING';
  let parked = false;
  let published = { state, parked };
  return {
    report(progress) {
      state = progress.state ?? state;
      parked = progress.parked ?? parked;
      setCurrentDetails(progress.details);
    },
    publish() {
      if (published.state === state && published.parked === parked) return;
      published = { state, parked };
      upsertSearchAttributes([
        { key: stateKey, value: state },
        { key: parkedKey, value: parked },
      ]);
    },
  };
}
