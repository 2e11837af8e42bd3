/** What a committer does with watermarks: CommitterOperator.processWatermark. */
import type { Watermark } from '../../messages.ts';
import { MAX_WATERMARK } from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';
import { assign, type Context, type Guards, type Watermarked } from './context.ts';

export const watermarks = (_ask: PaimonAsk) => ({
  guards: {
    'a watermark waits': ({ context }) => context.waiting[0]?.kind === 'watermark',
  } satisfies Guards,

  actions: {
    watermarkWaits: assign(({ context, event }) => {
      const { watermark } = event as Watermark;
      return { waiting: [...context.waiting, { kind: 'watermark' as const, watermark }] };
    }),
    takeWatermark: assign(({ context }) => {
      const [{ watermark }, ...waiting] = context.waiting as [Watermarked, ...Watermarked[]];
      return { waiting, ...(watermark !== MAX_WATERMARK && { currentWatermark: watermark }) };
    }),
  },
});

/** The watermark of what is combined now, where the scenario looks at watermarks. */
export const watermarkOf = (ask: PaimonAsk, { currentWatermark }: Context): number | undefined =>
  ask.feature('looks-at-watermarks') ? currentWatermark : undefined;
