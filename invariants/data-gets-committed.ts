import { invariant, leadsTo } from '../src/index.ts';
import { dataIsToBeCommitted, type PipelineState } from './vocabulary/pipeline.ts';

export const dataGetsCommitted = invariant({
  name: 'data-gets-committed',
  about: 'What arrives is in a snapshot in the end, unless the job fails or the last checkpoint is used up.',
  holds: leadsTo(dataIsToBeCommitted, (state: PipelineState) => !dataIsToBeCommitted(state)),
});
