import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { Mistake } from './mistake.ts';

/**
 * Refuses, by name, what cannot be explored and is visible in a machine's definition: invoked and spawned
 * actors, sends to actor references, and custom actions (their only purpose is an effect).
 * What only shows at run time (inside `enqueueActions`, say) is refused at the first step that does it.
 */
export function refuseWhatCannotBeExplored(component: string, machine: AnyStateMachine): void {
  visit(machine.root);

  function visit(node: AnyStateNode): void {
    if (node.invoke.length > 0) {
      refuse(node, undefined, `invokes '${node.invoke[0]!.src}'`, 'make it a component of the system');
    }
    for (const action of node.entry) check(node, undefined, action);
    for (const action of node.exit) check(node, undefined, action);
    for (const [event, transitions] of node.transitions) {
      for (const t of transitions) for (const action of t.actions) check(node, event, action);
    }
    for (const t of node.always ?? []) for (const action of t.actions) check(node, undefined, action);
    for (const child of Object.values(node.states)) visit(child);
  }

  function check(node: AnyStateNode, event: string | undefined, action: unknown): void {
    const name = typeof action === 'string' ? action : (action as { type?: string; name?: string }).type;
    const implementation =
      typeof action === 'function' ? action : (machine.implementations.actions as Record<string, unknown>)[name ?? ''];
    if (implementation === undefined) {
      refuse(
        node,
        event,
        `uses the action '${name}', which has no implementation`,
        'give it one in setup({ actions })',
      );
    }
    const kind = actionKind(implementation);
    if (kind === undefined) {
      const called = name ?? ((action as { name?: string }).name || 'anonymous');
      refuse(
        node,
        event,
        `runs the custom action '${called}', whose effect cannot be explored`,
        "use assign, emit, raise, cancel or enqueueActions; 'emit' is how machines speak",
      );
    }
    refuseKind(kind!, (what, instead) => refuse(node, event, what, instead));
  }

  function refuse(node: AnyStateNode, event: string | undefined, what: string, instead: string): never {
    const state = node.path.join('.') || '(root)';
    throw new Mistake(
      `component '${component}', machine '${machine.id}', state '${state}'${event ? `, event '${event}'` : ''}: it ${what}; ${instead}`,
      { component, machine: machine.id, state, ...(event ? { event } : {}) },
    );
  }
}

/** `xstate.assign` and so on; undefined for a custom action. */
export function actionKind(implementation: unknown): string | undefined {
  if (typeof implementation !== 'function' || !('resolve' in implementation)) return undefined;
  return (implementation as { type?: string }).type;
}

/** Calls `refuse` if actions of this kind cannot be explored. */
export function refuseKind(kind: string, refuse: (what: string, instead: string) => void): void {
  if (kind === 'xstate.spawnChild' || kind === 'xstate.stopChild') {
    refuse('spawns or stops an actor', 'make it a component of the system');
  }
  if (kind === 'xstate.sendTo' || kind === 'xstate.sendParent' || kind === 'xstate.forwardTo') {
    refuse('sends to an actor reference', "emit the event and let a channel carry it ('emit')");
  }
}
