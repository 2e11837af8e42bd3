import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { Range, Trace } from '../../src/describe/result.ts';
import { jsonText, resultDocument, traceJson } from '../../src/show/json.ts';
import { type BaselineSchema, firstProblem, jsonSchemas, ResultSchema, TraceSchema } from '../../src/show/schema.ts';
import { LOOP, REPORT, traceOf } from './fixtures.ts';

/** A type without its readonly marks, which schemas do not have. */
type Written<T> = T extends readonly (infer E)[]
  ? Written<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Written<T[K]> }
    : T;

describe('the result document', () => {
  const document = resultDocument(
    REPORT,
    (name) => name !== 'restore-completes',
    (name) => [`traces/${name}.json`],
  );

  it('has exactly the fields that are documented, in their order', () => {
    expect(Object.keys(document)).toEqual(
      ['model', 'complete', 'configurations', 'states', 'transitions', 'seconds', 'invariants'], // issue 2
    );
    expect(Object.keys(document.invariants[0]!)).toEqual([
      'name',
      'kind',
      'verdict',
      'expected',
      'violating',
      'affected',
      'bounds',
      'counterexamples',
    ]);
    expect(ResultSchema.parse(JSON.parse(jsonText(document)))).toEqual(document);
  });

  it('has bounds only where there is a worst case', () => {
    expect(document.invariants[0]!.bounds?.[0]?.value).toBe('unbounded');
    expect(document.invariants[1]).not.toHaveProperty('bounds');
  });

  it('says what is expected and where the traces are', () => {
    expect(document.invariants.map((i) => i.expected)).toEqual(REPORT.verdicts.map((_, i) => i !== 0));
    expect(document.invariants[1]!.counterexamples).toEqual(['traces/configuration-agrees.json']);
  });
});

describe('a trace as JSON', () => {
  it('is read back as it was', () => {
    expect(TraceSchema.parse(JSON.parse(traceJson(LOOP)))).toEqual(LOOP);
  });

  it('is the same text however its objects were put together', () => {
    const turned = JSON.parse(traceJson(LOOP), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && 'checkpointId' in value
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as Trace;
    const shuffled = Object.fromEntries(Object.entries(turned).reverse()) as unknown as Trace;
    expect(traceJson(shuffled)).toBe(traceJson(LOOP));
  });

  it('keeps the options and components in the order of the system', () => {
    const read = JSON.parse(traceJson(traceOf('x', { zebra: [1], apple: [2] }))) as Trace;
    expect(Object.keys(read.affected)).toEqual(['zebra', 'apple']);
    expect(Object.keys(read.initial.components)[0]).toBe('client');
  });
});

describe('the schemas', () => {
  it('say what the types say', () => {
    expectTypeOf<z.infer<typeof TraceSchema>>().toEqualTypeOf<Written<Trace>>();
    expectTypeOf<z.infer<typeof BaselineSchema>[number]['affected'][number]>().toEqualTypeOf<Written<Range>>();
  });

  it('are the files in schema/ (npm run schemas writes them)', () => {
    for (const [name, schema] of Object.entries(jsonSchemas())) {
      const file = readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8');
      expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(schema)));
    }
  });

  it('refuse what is not a trace, in one line with its place', () => {
    const broken = { ...LOOP, stem: [{ ...LOOP.stem[0], kind: 'magic' }] };
    const problem = firstProblem(TraceSchema.safeParse(broken).error!);
    expect(problem).toMatch(/^stem\[0\]\.kind: /);
    expect(problem).not.toContain('\n');
  });
});
