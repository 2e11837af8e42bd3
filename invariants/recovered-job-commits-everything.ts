import { invariant, never } from '../src/index.ts';
import { aFinishedJobHasLostData, type JobState, wasDisturbed } from './vocabulary/bounded.ts';

const aRecoveredJobHasLostData = (state: JobState) => aFinishedJobHasLostData(state) && wasDisturbed(state);

export const recoveredJobCommitsEverything = invariant({
  name: 'recovered-job-commits-everything',
  about: 'When a job that was restarted after a failure ends in FINISHED, every record of its input is in a snapshot.',
  holds: never(aRecoveredJobHasLostData),
});
