import { Mistake } from '../describe/mistake.ts';

/**
 * Runs user code (guards, actions, predicates) with everything that would make it differ from run to run, or
 * reach outside, replaced by a function that throws: chance, time, timers, the network.
 *
 * The mistake is kept aside as well, because XState wraps or swallows what user code throws.
 */
export function inSandbox<T>(run: () => T): T {
  if (depth === 0) arm();
  depth++;
  try {
    return run();
  } finally {
    depth--;
    if (depth === 0) disarm();
  }
}

/**
 * Runs user code of which only the value counts.
 * @param where whose code it is, for the message
 * @throws Mistake for whatever it throws, and for what is forbidden, even where it catches that
 */
export function userCode<T>(where: string, run: () => T): T {
  let value: T | undefined;
  let failed: { readonly error: unknown } | undefined;
  try {
    value = inSandbox(run);
  } catch (error) {
    failed = { error };
  }
  const touched = takeForbidden();
  if (touched !== undefined) failed = { error: touched };
  if (failed === undefined) return value as T;
  const message = failed.error instanceof Error ? failed.error.message : String(failed.error);
  throw new Mistake(`${where} throws: ${message}`, {}, { cause: failed.error });
}

/** The forbidden thing that user code touched since the last call, if any. */
export function takeForbidden(): Mistake | undefined {
  const mistake = forbidden;
  forbidden = undefined;
  return mistake;
}

let depth = 0;
let forbidden: Mistake | undefined;

type Holder = Record<string, unknown>;

const GUARDED: readonly [Holder, string, string][] = (
  [
    [Math, 'random', 'Math.random'],
    [globalThis, 'Date', 'Date'],
    [performance, 'now', 'performance.now'],
    [globalThis, 'setTimeout', 'setTimeout'],
    [globalThis, 'setInterval', 'setInterval'],
    [globalThis, 'setImmediate', 'setImmediate'],
    [globalThis, 'queueMicrotask', 'queueMicrotask'],
    [globalThis, 'fetch', 'fetch'],
    [globalThis, 'Promise', 'Promise'],
    [globalThis.crypto ?? {}, 'getRandomValues', 'crypto.getRandomValues'],
    [globalThis.crypto ?? {}, 'randomUUID', 'crypto.randomUUID'],
  ] as unknown as [Holder, string, string][]
).filter(([holder, key]) => typeof holder[key] === 'function');

const ORIGINAL = GUARDED.map(([holder, key]) => Object.getOwnPropertyDescriptor(holder, key));

const THROWING = GUARDED.map(([, , name]) => {
  const touch = () => {
    forbidden = new Mistake(
      `${name} is used: a machine or a predicate must give the same answer each time; make chance an environment event and time a delayed transition`,
    );
    throw forbidden;
  };
  // A Date is also constructed and has static members, so every way of touching it must throw.
  return new Proxy(function guarded() {}, { apply: touch, construct: touch, get: touch });
});

function arm(): void {
  GUARDED.forEach(([holder, key], i) => {
    Object.defineProperty(holder, key, { value: THROWING[i], configurable: true, writable: true });
  });
}

function disarm(): void {
  GUARDED.forEach(([holder, key], i) => {
    const original = ORIGINAL[i];
    if (original) Object.defineProperty(holder, key, original);
    else delete holder[key];
  });
}
