import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/**
 * What a snapshot's `value` does not show of its active states, as text: two snapshots that differ in it may have
 * different futures.
 *
 * The active states themselves: a step in which several regions leave and re-enter their parent can leave XState with
 * more active states than the value has room for. And their order, in machines where that matters.
 */
export function activeStates(machine: AnyStateMachine, { _nodes }: AnyMachineSnapshot): string {
  const ids = _nodes.map(({ id }) => id);
  return entryOrderMatters(machine) ? ids.join(' ') : ids.sort().join(' ');
}

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

function alwaysWithin(node: AnyStateNode): readonly AnyTransitionDefinition[] {
  return [...(node.always ?? []), ...Object.values(node.states).flatMap(alwaysWithin)];
}

function leavesNothing({ target, source }: AnyTransitionDefinition): boolean {
  return target === undefined || target.includes(source);
}
