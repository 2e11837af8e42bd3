import { invariant, never } from '../src/index.ts';
import { checkpointedDataIsForgotten } from './vocabulary/pipeline.ts';

export const checkpointedDataIsKept = invariant({
  name: 'checkpointed-data-is-kept',
  about: 'What was read before the latest completed checkpoint is in a snapshot, or in the state of that checkpoint.',
  holds: never(checkpointedDataIsForgotten),
});
