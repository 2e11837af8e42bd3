import { invariant, never } from '../src/index.ts';
import { aFinishedJobHasLostData, type JobState, wasDisturbed } from './vocabulary/bounded.ts';

const anUndisturbedJobHasLostData = (state: JobState) => aFinishedJobHasLostData(state) && !wasDisturbed(state);

export const undisturbedJobCommitsEverything = invariant({
  name: 'undisturbed-job-commits-everything',
  about: 'When a job that nothing has disturbed ends in FINISHED, every record of its input is in a snapshot.',
  holds: never(anUndisturbedJobHasLostData),
});
