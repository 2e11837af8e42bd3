import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { Mistake } from './mistake.ts';

/**
 * Refuses, by name, what cannot be explored and is visible in a machine's definition: invoked and spawned
 * actors, sends to actor references, custom actions (their only purpose is an effect), promises, and names of
 * actions, guards and delays without an implementation.
 * What only shows at run time (inside `enqueueActions`, say) is refused at the first step that does it.
 */
export function refuseWhatCannotBeExplored(component: string, machine: AnyStateMachine): void {
  const { actions, guards, delays } = machine.implementations as unknown as Readonly<
    Record<string, Record<string, unknown>>
  >;
  refuseAsync(machine.root, undefined, 'context', machine.config.context);
  visit(machine.root);

  function visit(node: AnyStateNode): void {
    if (node.invoke.length > 0) {
      refuse(node, undefined, `invokes '${sourceName(node.invoke[0]!.src)}'`, 'make it a component of the system');
    }
    for (const action of node.entry) check(node, undefined, action);
    for (const action of node.exit) check(node, undefined, action);
    if (node.type === 'compound') for (const action of node.initial.actions) check(node, undefined, action);
    const transitions = [...node.transitions, ['always', node.always ?? []] as const];
    for (const [event, list] of transitions) {
      for (const t of list) {
        for (const action of t.actions) check(node, event, action);
        if (t.guard !== undefined) checkGuard(node, event, t.guard);
      }
    }
    refuseAsync(node, undefined, 'output', node.config.output);
    for (const child of Object.values(node.states)) visit(child);
  }

  function check(node: AnyStateNode, event: string | undefined, action: unknown): void {
    const name = typeof action === 'string' ? action : (action as { type?: string; name?: string }).type;
    const implementation = typeof action === 'function' ? action : actions![name ?? ''];
    if (implementation === undefined) {
      refuse(node, event, `uses the action '${name}', which has no implementation`, implement('actions'));
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
    const parts = implementation as { readonly assignment?: unknown; readonly delay?: unknown };
    if (typeof parts.delay === 'string') checkDelay(node, event, parts.delay);
    for (const part of Object.values(parts)) refuseAsync(node, event, `'${name ?? kind}'`, part);
    for (const part of Object.values(parts.assignment ?? {})) refuseAsync(node, event, `'${name ?? kind}'`, part);
  }

  function checkGuard(node: AnyStateNode, event: string | undefined, guard: unknown): void {
    if (typeof guard === 'function') {
      refuseAsync(node, event, 'guard', guard);
      for (const part of (guard as { guards?: readonly unknown[] }).guards ?? []) checkGuard(node, event, part);
      return;
    }
    const name = typeof guard === 'string' ? guard : (guard as { type: string }).type;
    const implementation = guards![name];
    if (implementation === undefined) {
      refuse(node, event, `asks the guard '${name}', which has no implementation`, implement('guards'));
    }
    if (implementation !== guard) checkGuard(node, event, implementation);
  }

  function checkDelay(node: AnyStateNode, event: string | undefined, delay: string): void {
    if (!(delay in delays!)) {
      refuse(node, event, `waits for the delay '${delay}', which has no implementation`, implement('delays'));
    }
    refuseAsync(node, event, `delay '${delay}'`, delays![delay]);
  }

  function refuseAsync(node: AnyStateNode, event: string | undefined, what: string, code: unknown): void {
    if (typeof code !== 'function' || !/^Async/.test(code.constructor.name)) return;
    refuse(node, event, `has an async function as ${what}`, 'nothing can be waited for within a step');
  }

  function refuse(node: AnyStateNode, event: string | undefined, what: string, instead: string): never {
    const state = node.path.join('.') || '(root)';
    throw new Mistake(
      `component '${component}', machine '${machine.id}', state '${state}'${event ? `, event '${event}'` : ''}: it ${what}; ${instead}`,
      { component, machine: machine.id, state, ...(event ? { event } : {}) },
    );
  }
}

function implement(kind: 'actions' | 'guards' | 'delays'): string {
  return `give it one in setup({ ${kind} })`;
}

function sourceName(source: unknown): string {
  return typeof source === 'string' ? source : ((source as { id?: string }).id ?? 'an actor');
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
