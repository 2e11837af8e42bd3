import type { system } from '../machines/scenarios/watermarks.ts';
import { invariant, never, type ViewOf } from '../src/index.ts';

/** The watermark n says that the first n batches are there. */
const theWatermarkIsAhead = ({ store }: Pick<ViewOf<typeof system>, 'store'>) =>
  store.some(({ context: { watermark, copies } }) =>
    Array.from({ length: watermark }, (_, batch) => copies[batch] ?? 0).includes(0),
  );

export const watermarkIsTrue = invariant({
  name: 'watermark-is-true',
  about: 'Everything that came before the watermark of the latest snapshot is in the table.',
  holds: never(theWatermarkIsAhead),
});
