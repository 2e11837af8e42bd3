import { invariant, never } from '../src/index.ts';
import { isUnrecoverable } from './vocabulary/checkpoint-store.ts';

export const newJobmanagerRecovers = invariant({
  name: 'new-jobmanager-recovers',
  about: 'With high availability, a JobManager that takes over can start the job.',
  holds: never(isUnrecoverable),
});
