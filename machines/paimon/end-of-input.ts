/** What CommitterOperator does with the committables of the end of input. Functions only. */
import { type Committable, END_OF_INPUT } from '../messages.ts';

const isOfTheEnd = ({ checkpoint }: Committable) => checkpoint === END_OF_INPUT;

/** Of a restored state, with the remedy of #9284: what stays pending, as not every writer had ended. */
export const partial = (committables: readonly Committable[]) => committables.filter((c) => c.partial);
export const complete = (committables: readonly Committable[]) => committables.filter((c) => !c.partial);

/** In the state of a checkpoint: what is not all of the end of input says so. */
export const markPartial = (committables: readonly Committable[]) =>
  committables.map((c) => (isOfTheEnd(c) ? { ...c, partial: true as const } : c));

/** Is there a committable of the end of input among these? */
export const holdsTheEnd = (committables: readonly Committable[]) => committables.some(isOfTheEnd);

/** CommitterOperator.pollInputs: one committable for each identifier, ascending; those of the end of input are merged. */
export function pollInputs(pending: readonly Committable[], inputs: readonly Committable[]): readonly Committable[] {
  const ends = [...pending.filter(isOfTheEnd), ...inputs.filter(isOfTheEnd)];
  const others = [...pending, ...inputs].filter((c) => !isOfTheEnd(c));
  if (ends.length === 0) return others;
  const merged = {
    checkpoint: END_OF_INPUT,
    batches: ends.flatMap(({ batches }) => batches).sort(),
    compacted: ends.flatMap(({ compacted }) => compacted).sort(),
    through: Math.max(...ends.map(({ through }) => through)),
  };
  return [...others, merged];
}
