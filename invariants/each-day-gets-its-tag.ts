import { invariant, never } from '../src/index.ts';
import { someTableHasNoTagOfYesterday } from './vocabulary/tags.ts';

export const eachDayGetsItsTag = invariant({
  name: 'each-day-gets-its-tag',
  about:
    'With tag.automatic-creation=process-time, the day before has its tag once a checkpoint of this day has been notified, with or without data.',
  holds: never(someTableHasNoTagOfYesterday),
});
