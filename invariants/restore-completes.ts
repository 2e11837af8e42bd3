import { atMost, invariant, leadsTo, worstCase } from '../src/index.ts';
import { intentionalFailure, jobIsRestoring, jobIsRunningOrHasEnded, TABLES } from './vocabulary/cdc.ts';

/**
 * While a job restores, no newer checkpoint completes: what a committer restores is the same each time. So it is
 * enough to count from a failure until every task is running.
 */
export const restoreCompletes = invariant({
  name: 'restore-completes',
  about: 'A restore ends, and on the way each committer fails on purpose at most once.',
  kind: 'liveness',
  holds: [
    leadsTo(jobIsRestoring, jobIsRunningOrHasEnded),
    ...TABLES.map((table) => atMost(1, intentionalFailure(table)).between(jobIsRestoring, jobIsRunningOrHasEnded)),
  ],
  worstCase: {
    ...worstCase(intentionalFailure()).between(jobIsRestoring, jobIsRunningOrHasEnded),
    unit: 'intentional failures until a restore completes',
    remark:
      'Each committer that holds something uncommitted fails on its own attempt, so the number grows with the number of tables; this model has two.',
  },
});
