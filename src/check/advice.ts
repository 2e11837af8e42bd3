import type { OptionValue } from '../describe/options.ts';
import { inRange } from '../describe/ranges.ts';
import { has } from '../describe/space.ts';
import type { Checked } from './check.ts';

/**
 * The verdicts where users follow an advice: a configuration is judged by the one that it becomes. One that cannot
 * follow it, because no such configuration is in the space, is judged as it is.
 * @throws Mistake for an option or a value that does not exist
 */
export function advised(checked: Checked, advice: Readonly<Record<string, OptionValue>>): Checked {
  const { space, violating } = checked;
  inRange(space, Object.fromEntries(Object.entries(advice).map(([option, value]) => [option, [value]])));
  const text = (c: object) => space.axes.map(({ key }) => String((c as Record<string, OptionValue>)[key])).join(' ');
  const numbers = new Map(space.configurations.map((c, i) => [text(c), i]));
  const becomes = space.configurations.map((c, i) => numbers.get(text({ ...c, ...advice })) ?? i);
  const after = [...violating].map(([name, bits]) => [name, space.where((_, i) => has(bits, becomes[i]!))] as const);
  return { ...checked, violating: new Map(after) };
}
