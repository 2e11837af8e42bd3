import type { Field } from '../describe/tabulated.ts';
import type { Explorer } from './explorer.ts';
import type { Plan } from './plan.ts';

/** The values that each field has in some state, in ascending order, and their places among them. */
export interface Reached {
  /** By field (without the set of configurations), the values of the explorer. */
  readonly values: readonly (readonly number[])[];
  /** By field, from a value of the explorer to its place. */
  readonly numbers: readonly ReadonlyMap<number, number>[];
}

/**
 * Replicas share one table of local states, and in the middle of a step queues hold what no state has: a field has
 * fewer values than there are numbers for it. A budget keeps its own numbers, since they are counted down.
 */
export function reachedIn(explorer: Explorer): Reached {
  const { plan } = explorer;
  const fields = plan.fields - 1;
  const seen: boolean[][] = Array.from({ length: fields }, () => []);
  const row = new Int32Array(plan.fields);
  for (let node = 0; node < explorer.size; node++) {
    if (explorer.isSplit(node)) continue;
    explorer.read(node, row);
    for (let f = 0; f < fields; f++) seen[f]![row[f]!] = true;
  }
  for (const { field, initial } of plan.budgets) for (let left = 0; left <= initial; left++) seen[field]![left] = true;
  const values = seen.map((of) => Object.keys(of).map(Number));
  return { values, numbers: values.map((of) => new Map(of.map((value, place) => [value, place]))) };
}

export function fieldsOf({ instances, queues, budgets, events }: Plan, { values }: Reached): Field[] {
  const field = (number: number, kind: Field['kind'], name: string, meaning: (raw: number) => string): Field => ({
    name,
    kind,
    values: values[number]!.length,
    meaning: (value) => meaning(values[number]![value]!),
  });
  return [
    ...instances.map(({ index, name, locals }) =>
      field(index, 'local', name, (raw) => {
        const { snapshot, timers } = locals.state(raw);
        const parts = [snapshot.value, snapshot.context].map((part) => JSON.stringify(part));
        return [...parts, ...timers.map(({ id }) => `timer ${id}`)].join(' ');
      }),
    ),
    ...queues.map(({ field: number, channel, sender, receiver }) =>
      field(number, 'queue', receiver ? `${channel.name} ${sender!.name} → ${receiver.name}` : channel.name, (raw) =>
        JSON.stringify(channel.contents.list(raw).map((event) => events.get(event))),
      ),
    ),
    ...budgets.map(({ field: number, name }) => field(number, 'budget', name, String)),
  ];
}
