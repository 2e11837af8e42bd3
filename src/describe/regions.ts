import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/**
 * XState asks the `always` transitions of parallel regions in the order in which their states were entered last. Where
 * several are enabled at once, this decides whose actions run first, and which of two that leave the regions is
 * taken. So the order can influence the future, although a snapshot does not show it.
 *
 * Can it, in this machine? Where two regions of a parallel state have `always` transitions; or one has, and so has a
 * state around it, and one of the two leaves no state (otherwise the inner one wins, in either order).
 */
export function entryOrderMatters(machine: AnyStateMachine): boolean {
  let matters = known.get(machine);
  if (matters === undefined) {
    matters = visit(machine.root, []);
    known.set(machine, matters);
  }
  return matters;

  function visit(node: AnyStateNode, around: readonly AnyTransitionDefinition[]): boolean {
    const outer = [...around, ...(node.always ?? [])];
    const children = Object.values(node.states);
    if (node.type === 'parallel') {
      const [one = [], other] = children.map(alwaysWithin).filter((list) => list.length > 0);
      if (other !== undefined) return true;
      if (one.length > 0 && outer.length > 0 && [...one, ...outer].some(leavesNothing)) return true;
    }
    return children.some((child) => visit(child, outer));
  }
}

const known = new WeakMap<AnyStateMachine, boolean>();

/** The order in which the active states without inner states were entered, as text. */
export function entryOrder({ _nodes }: AnyMachineSnapshot): string {
  return _nodes
    .filter(({ type }) => type === 'atomic' || type === 'final')
    .map(({ id }) => id)
    .join(' ');
}

function alwaysWithin(node: AnyStateNode): readonly AnyTransitionDefinition[] {
  return [...(node.always ?? []), ...Object.values(node.states).flatMap(alwaysWithin)];
}

function leavesNothing({ target, source }: AnyTransitionDefinition): boolean {
  return target === undefined || target.includes(source);
}
