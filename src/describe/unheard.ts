import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { actionKind } from './inspect.ts';
import { Mistake } from './mistake.ts';
import { unknown } from './unknown.ts';

/** The parts of a system definition that say which events somebody listens to. */
interface Speaking {
  readonly channels: Readonly<Record<string, { readonly events: readonly string[] }>>;
  readonly unheard?: readonly string[];
}

/**
 * Checks the events that nobody listens to: none of them is on a channel, and each is emitted by a machine. The
 * compiler checks the latter as well; here it is seen only where no machine computes what it emits.
 */
export function checkUnheard({ channels, unheard = [] }: Speaking, machines: readonly AnyStateMachine[]): void {
  for (const type of unheard) {
    const carrying = Object.entries(channels).find(([, channel]) => channel.events.includes(type));
    if (carrying) {
      throw new Mistake(
        `'${type}' is in 'unheard', but channel '${carrying[0]}' carries it; take it out of one of the two`,
      );
    }
  }
  const emitted = machines.map(emittedBy);
  if (emitted.some((types) => types === undefined)) return;
  const known = [...new Set(emitted.flatMap((types) => [...types!]))].sort();
  for (const type of unheard) {
    if (known.includes(type)) continue;
    const { message } = unknown('emitted event', type, known);
    throw new Mistake(`'unheard': ${message}; list only what some component emits`);
  }
}

/** The event types that a machine emits; undefined where it computes an event, so that its type is not known yet. */
function emittedBy(machine: AnyStateMachine): ReadonlySet<string> | undefined {
  const types = new Set<string>();
  let computed = false;
  const named = machine.implementations.actions as Readonly<Record<string, unknown>>;
  visit(machine.root);
  return computed ? undefined : types;

  function visit(node: AnyStateNode): void {
    const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
    const initial = node.type === 'compound' ? node.initial.actions : [];
    for (const action of [...node.entry, ...node.exit, ...initial, ...transitions.flatMap((t) => t.actions)]) {
      look(action);
    }
    for (const child of Object.values(node.states)) visit(child);
  }

  function look(action: unknown): void {
    const name = typeof action === 'string' ? action : (action as { readonly type?: string }).type;
    const implementation = typeof action === 'function' ? action : named[name ?? ''];
    const kind = actionKind(implementation);
    if (kind === 'xstate.enqueueActions') computed = true;
    if (kind !== 'xstate.emit') return;
    const { event } = implementation as unknown as { readonly event: unknown };
    if (typeof event === 'function') computed = true;
    else types.add((event as { readonly type: string }).type);
  }
}
