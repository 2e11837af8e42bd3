import { always, invariant } from '../src/index.ts';
import { jobIsSubmitted, type State } from './vocabulary/cdc.ts';

const sinkBelievesWhatFlinkDoes = ({ jobmaster }: State) =>
  jobmaster.context.streamingCheckpointEnabled === jobmaster.context.checkpointingEnabled;

export const configurationAgrees = invariant({
  name: 'configuration-agrees',
  about: 'What the sink was built with is what Flink does: checkpoints or none.',
  holds: always(sinkBelievesWhatFlinkDoes, { given: jobIsSubmitted }),
});
