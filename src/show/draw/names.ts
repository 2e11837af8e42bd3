/** What makes a transition happen. */
export interface Trigger {
  readonly kind: 'event' | 'after' | 'always' | 'done';
  /** For people: the event type, `after 30 s`, `always`, `when done`. */
  readonly text: string;
}

/** The trigger of a transition of XState. */
export function triggerOf({ eventType, delay }: { readonly eventType: string; readonly delay?: unknown }): Trigger {
  if (eventType === '') return { kind: 'always', text: 'always' };
  if (eventType.startsWith('xstate.done.state.')) return { kind: 'done', text: 'when done' };
  if (eventType.startsWith('xstate.after.')) return { kind: 'after', text: `after ${delayText(delay, eventType)}` };
  if (eventType === '*') return { kind: 'event', text: 'any other event' };
  return { kind: 'event', text: eventType };
}

function delayText(delay: unknown, eventType: string): string {
  if (typeof delay === 'number' || (typeof delay === 'string' && /^\d+$/.test(delay))) {
    const ms = Number(delay);
    if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
    return ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;
  }
  return typeof delay === 'string' ? delay : eventType.slice('xstate.after.'.length);
}

/**
 * A guard for people: its name with its parameters; `a and b`, `a or b`, `not a` for combined ones.
 *
 * XState's combined guards are functions that carry their parts. One without a name is called 'a condition': its
 * source would depend on the compiler.
 */
export function guardText(guard: unknown): string {
  return combined(guard, 0);
}

/** How strongly the words bind: a weaker one within a stronger one is put in parentheses. */
const BINDS = { or: 1, and: 2, not: 3 } as const;

function combined(guard: unknown, around: number): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && guard !== null && 'type' in guard) return parameterized(guard as Parameterized);
  if (typeof guard !== 'function') return 'a condition';
  const { guards, stateValue } = guard as { readonly guards?: readonly unknown[]; readonly stateValue?: unknown };
  if (stateValue !== undefined) {
    return `in ${typeof stateValue === 'string' ? stateValue.replace(/^#/, '') : JSON.stringify(stateValue)}`;
  }
  const kind = guard.name as keyof typeof BINDS;
  if (!Array.isArray(guards) || !(kind in BINDS)) return named(guard.name, 'guard') ?? 'a condition';
  const parts = guards.map((part) => combined(part, BINDS[kind]));
  if (kind === 'not') return `not ${parts[0]}`;
  const text = parts.join(` ${kind} `);
  return BINDS[kind] < around ? `(${text})` : text;
}

/** Actions for people, in their order: `clear`, `emit GO`, `assign {count}`. */
export function actionTexts(actions: unknown): string[] {
  const list = actions === undefined ? [] : Array.isArray(actions) ? actions : [actions];
  return list.map(actionText);
}

function actionText(action: unknown): string {
  if (typeof action === 'string') return action;
  if (typeof action === 'object' && action !== null && 'type' in action) return parameterized(action as Parameterized);
  if (typeof action !== 'function') return 'an action';
  const builtIn = action as unknown as BuiltIn;
  switch (builtIn.type) {
    case 'xstate.assign':
      return typeof builtIn.assignment === 'object'
        ? `assign {${Object.keys(builtIn.assignment).join(', ')}}`
        : 'assign';
    case 'xstate.emit':
    case 'xstate.raise': {
      const verb = builtIn.type.slice('xstate.'.length);
      const type = typeof builtIn.event === 'object' ? builtIn.event.type : undefined;
      return type === undefined ? verb : `${verb} ${type}`;
    }
    case 'xstate.cancel':
      return typeof builtIn.sendId === 'string' ? `cancel ${builtIn.sendId}` : 'cancel';
    case undefined:
      return named(action.name, 'actions', 'entry', 'exit') ?? 'an action';
    default:
      return builtIn.type.replace(/^xstate\./, '');
  }
}

interface Parameterized {
  readonly type: string;
  readonly params?: unknown;
}

interface BuiltIn {
  readonly type?: string;
  readonly assignment?: object | (() => unknown);
  readonly event?: { readonly type: string } | (() => unknown);
  readonly sendId?: unknown;
}

function parameterized({ type, params }: Parameterized): string {
  if (params === undefined || typeof params === 'function') return type;
  const values = Object.entries(params as object).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return values.length === 0 ? type : `${type}(${values.join(', ')})`;
}

/** The name of a function, unless it is only that of the property in which it is written. */
function named(name: string, ...properties: readonly string[]): string | undefined {
  return name === '' || properties.includes(name) ? undefined : name;
}
