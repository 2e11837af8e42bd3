/**
 * Plain data: what a context, an event or an output may hold. Two values are the same exactly if their
 * canonical texts are equal: unlike JSON, `undefined`, NaN, -0 and the absence of a key are told apart, and the
 * order of keys is not.
 */

/** What is not plain data, and where. */
export interface NotPlain {
  /** Path inside the value, such as `context.pending[0]`. */
  readonly path: string;
  /** `a Map`, `a function`, `an instance of Foo`, `a cycle`. */
  readonly what: string;
}

/**
 * The canonical text of a value, which is deeply frozen on the way, so that a later change in place throws.
 * @throws NotPlainError where it is not plain data
 * Cost: linear in its size.
 */
export function canonical(value: unknown, path: string, above: readonly object[] = []): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'undefined';
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : canonicalObject(value, path, above);
    default:
      throw new NotPlainError({ path, what: `a ${typeof value}` });
  }
}

/** The texts of objects that have been found plain and frozen: contexts share most of their parts. */
const texts = new WeakMap<object, string>();

function canonicalObject(value: object, path: string, above: readonly object[]): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = freshText(value, path, above);
    texts.set(value, text);
  }
  return text;
}

function freshText(value: object, path: string, above: readonly object[]): string {
  if (above.includes(value)) throw new NotPlainError({ path, what: 'a cycle' });
  const inside = [...above, value];
  if (Array.isArray(value)) {
    if (Object.keys(value).length !== value.length) {
      throw new NotPlainError({ path, what: 'an array with holes or named properties' });
    }
    const items = value.map((item, i) => canonical(item, `${path}[${i}]`, inside));
    Object.freeze(value);
    return `[${items.join(',')}]`;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotPlainError({ path, what: nameOf(prototype) });
  }
  if (Object.getOwnPropertySymbols(value).length > 0)
    throw new NotPlainError({ path, what: 'a property named by a symbol' });
  const descriptors = Object.getOwnPropertyDescriptors(value);
  const entries = Object.keys(descriptors)
    .sort()
    .map((key) => {
      const descriptor = descriptors[key]!;
      if (descriptor.get || descriptor.set) throw new NotPlainError({ path: `${path}.${key}`, what: 'a getter' });
      return `${JSON.stringify(key)}:${canonical(descriptor.value, `${path}.${key}`, inside)}`;
    });
  Object.freeze(value);
  return `{${entries.join(',')}}`;
}

function nameOf(prototype: { constructor?: { name?: string } }): string {
  const name = prototype.constructor?.name || 'a class';
  return ['Map', 'Set', 'Date', 'Promise', 'RegExp'].includes(name) ? `a ${name}` : `an instance of ${name}`;
}

/** Thrown by `canonical`; the caller knows machine, state and event, and says so. */
export class NotPlainError extends Error {
  readonly found: NotPlain;
  constructor(found: NotPlain) {
    super(`${found.path} holds ${found.what}`);
    this.found = found;
  }
}
