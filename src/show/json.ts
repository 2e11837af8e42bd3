import type { Report, Trace } from '../describe/result.ts';
import type { ResultDocument } from './schema.ts';

/**
 * What `--format json` prints: `schema/result.schema.json` describes it.
 * @param expected whether a verdict is what the baseline accepts, by invariant
 * @param counterexamples paths of the traces in JSON, by invariant
 */
export function resultDocument(
  report: Report,
  expected: (invariant: string) => boolean,
  counterexamples: (invariant: string) => readonly string[],
): ResultDocument {
  return {
    model: report.model,
    complete: report.complete,
    ...(report.checkpoint === undefined ? {} : { checkpoint: report.checkpoint }),
    configurations: report.configurations,
    states: report.states,
    transitions: report.transitions,
    seconds: report.seconds,
    ...(report.family === undefined
      ? {}
      : { family: { ...report.family, share: report.family.nodes / Math.max(report.family.alone, 1) } }),
    ...(report.shards === undefined ? {} : { shards: report.shards }),
    ...(report.lossy === undefined ? {} : { lossy: { ...report.lossy } }),
    ...(report.reductions === undefined ? {} : { reductions: report.reductions.map((r) => ({ ...r })) }),
    invariants: report.verdicts.map((v) => ({
      name: v.name,
      kind: v.kind,
      verdict: v.verdict,
      expected: expected(v.name),
      violating: v.violating,
      affected: v.affected.map(copyRange),
      ...(v.reason === undefined ? {} : { reason: v.reason }),
      ...(v.bounds.length === 0
        ? {}
        : { bounds: v.bounds.map((b) => ({ value: b.value, affected: b.affected.map(copyRange) })) }),
      counterexamples: [...counterexamples(v.name)],
    })),
  };
}

function copyRange(range: Readonly<Record<string, readonly (string | number | boolean)[]>>) {
  return Object.fromEntries(Object.entries(range).map(([option, values]) => [option, [...values]]));
}

/** Text of a JSON document, as Lasso writes it. */
export const jsonText = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/**
 * A trace as JSON text, byte-identical for the same trace however its objects were put together: the fields of
 * the document in the order of the schema, the fields of contexts and messages by name (`type` first).
 */
export function traceJson(trace: Trace): string {
  return jsonText(ordered(trace, TRACE));
}

/** The order of the fields of one kind of object, and what they hold. */
interface Shape {
  readonly fields: Readonly<Record<string, Shape | null>>;
}

/** Fields whose names come from the model, in the order in which the model lists them. */
const NAMED = (of: Shape | null): Shape => ({ fields: { '*': of } });
/** Values that come from the model, or that need no order. */
const FREE = null;

const STATE: Shape = {
  fields: {
    components: NAMED({ fields: { value: FREE, context: FREE, status: FREE, timers: FREE } }),
    channels: NAMED(FREE),
    budgets: NAMED(FREE),
  },
};
const STEP: Shape = {
  fields: {
    kind: FREE,
    actor: FREE,
    event: FREE,
    channel: FREE,
    from: FREE,
    fault: FREE,
    taken: { fields: { component: FREE, event: FREE, descriptions: FREE, ignored: FREE } },
    sent: { fields: { from: FREE, to: FREE, channel: FREE, message: FREE, fate: FREE } },
    changes: { fields: { where: FREE, path: FREE, before: FREE, after: FREE } },
    state: STATE,
  },
};
const TRACE: Shape = {
  fields: {
    format: FREE,
    system: FREE,
    invariant: FREE,
    about: FREE,
    kind: FREE,
    violates: FREE,
    affected: NAMED(FREE),
    configuration: NAMED(FREE),
    features: NAMED(FREE),
    initial: STATE,
    stem: STEP,
    cycle: STEP,
    stays: FREE,
    shortest: FREE,
  },
};

function ordered(value: unknown, shape: Shape | null): unknown {
  if (Array.isArray(value)) return value.map((v) => ordered(v, shape));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  if (shape === null) {
    const keys = Object.keys(object).sort((a, b) => (a === 'type' ? -1 : b === 'type' ? 1 : a < b ? -1 : 1));
    return Object.fromEntries(keys.map((key) => [key, ordered(object[key], null)]));
  }
  const every = shape.fields['*'];
  const keys =
    every === undefined ? Object.keys(shape.fields).filter((k) => Object.hasOwn(object, k)) : Object.keys(object);
  return Object.fromEntries(
    keys.map((key) => [key, ordered(object[key], every === undefined ? shape.fields[key]! : every)]),
  );
}
