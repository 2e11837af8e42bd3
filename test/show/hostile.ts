import type { Trace } from '../../src/describe/result.ts';
import { LOOP, step } from './fixtures.ts';

/** Text that tries to end a line, a label, a code block, a diagram and a page, and to colour the terminal. */
export const EVIL = [
  '<script>alert(1)</script>',
  'end',
  'loop x; %%{init: {}}%% style a:#b;',
  '\u001b[31m `` ``` ```` "x" & #35; \u202e wrap: ${x [a](b) <!-- --> \u2028 \r',
].join('\n');

const CONTEXT = { [EVIL]: 'y'.repeat(200_000), words: 'much ado '.repeat(20_000), list: Array(5000).fill({ a: EVIL }) };

/** A trace whose names, values and sources are hostile, with 200 kB of context. */
export const HOSTILE: Trace = {
  ...LOOP,
  about: EVIL,
  violates: EVIL,
  configuration: { ...LOOP.configuration, [EVIL]: EVIL },
  initial: {
    components: {
      [EVIL]: { value: { [EVIL]: EVIL }, context: CONTEXT, status: 'active', timers: [] },
      end: { value: 'end', context: {}, status: 'active', timers: [] },
    },
    channels: {},
    budgets: {},
  },
  stem: [
    step({
      actor: EVIL,
      event: { type: EVIL, [EVIL]: EVIL },
      taken: [{ component: EVIL, event: { type: EVIL }, descriptions: [EVIL], ignored: false }],
      sent: [{ from: EVIL, to: 'end', channel: EVIL, message: { type: EVIL }, fate: 'queued' }],
      changes: [
        { where: EVIL, path: `context.${EVIL}`, before: 'a'.repeat(200_000), after: EVIL },
        { where: 'end', path: 'value', before: 'end', after: 'wrap:end' },
      ],
    }),
  ],
  cycle: [step({ actor: 'end', kind: 'timer', event: { type: 'end' } })],
};
