import { invariant, never } from '../src/index.ts';
import { someTableHasNoTagOfYesterday } from './vocabulary/tags.ts';

export const eachDayGetsItsTag = invariant({
  name: 'each-day-gets-its-tag',
  about:
    'With tag.automatic-creation=process-time, once a table has a tag: the day before has its own as soon as a checkpoint of this day has been notified, with or without data.',
  holds: never(someTableHasNoTagOfYesterday),
});
