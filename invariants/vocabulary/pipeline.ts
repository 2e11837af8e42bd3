/** Words about pipelines: what the table must have, by what is read and what is checkpointed. */
import type { system } from '../../machines/scenarios/cdc-pipeline.ts';
import type { ViewOf } from '../../src/index.ts';

export type PipelineState = ViewOf<typeof system>;
type Parts<K extends keyof PipelineState> = Pick<PipelineState, K>;

const isInTheTable = ({ store }: Parts<'store'>, batch: number) => (store[0]!.context.copies[batch] ?? 0) > 0;

/** It is in the state of the latest completed checkpoint, and so will be committed by somebody. */
const isToBeCommitted = ({ storage }: Parts<'storage'>, batch: number) =>
  storage.some(({ context }) => context.completed.some(({ batches }) => batches.includes(batch)));

/** The source will not read it again after the latest completed checkpoint, and nobody else has it. */
export const checkpointedDataIsForgotten = (state: Parts<'coordinator' | 'storage' | 'store'>) => {
  const { offset } = state.coordinator.context.completed;
  for (let batch = 0; batch < offset; batch++) {
    if (!isInTheTable(state, batch) && !isToBeCommitted(state, batch)) return true;
  }
  return false;
};

/** Something has come that is not in the table, and there is time to commit it. */
export const dataIsToBeCommitted = (
  state: Parts<'source' | 'store' | 'jobmaster'> & { remaining(name: 'CHECKPOINT_DUE'): number },
) =>
  state.source.context.log.some((_, batch) => !isInTheTable(state, batch)) &&
  !state.jobmaster.matches('failed') &&
  state.remaining('CHECKPOINT_DUE') > 0;
