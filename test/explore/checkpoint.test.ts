import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Checked, type CheckOptions, check } from '../../src/check/check.ts';
import { Mistake } from '../../src/describe/mistake.ts';
import {
  always,
  atMost,
  type Invariant,
  invariant,
  leadsTo,
  never,
  noDeadlock,
  type Property,
} from '../../src/describe/properties.ts';
import type { System } from '../../src/describe/system.ts';
import { consistent, isDecided, nobodyCommits, twoPhaseCommit } from '../models/two-phase-commit.ts';
import { build } from '../random/build.ts';
import { predicateOf, systemsWithProperties, type WithProperties } from '../random/properties.ts';

const RUNS = Number(process.env.LASSO_RUNS ?? 6);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'checkpoint');
const named = (name: string, holds: unknown) =>
  invariant<never>({ name, about: name, holds: holds as Property }) as unknown as Invariant;

const commit = twoPhaseCommit(4) as unknown as System;
const ofCommit = [
  named('consistent', always(consistent)),
  named('nobody-commits', always(nobodyCommits)),
  named('decides', leadsTo(nobodyCommits, isDecided)),
];

function ofRandom({ p, q, pattern }: WithProperties): Invariant[] {
  const [isP, isQ] = [predicateOf(p), predicateOf(q)];
  return [
    named('always-p', always(isP)),
    named('never-step', never(pattern)),
    named('no-deadlock', noDeadlock),
    named('at-most-one', atMost(1, pattern).between(isP, isQ)),
    named('leads-to', leadsTo(isP, isQ)),
  ];
}

/** All that is said, without the time it took. */
function said({ report, violating, coverage }: Checked): unknown {
  const { seconds: _, ...rest } = report;
  return JSON.parse(
    JSON.stringify({ ...rest, coverage, violating: [...violating].map(([n, bits]) => [n, [...bits]]) }),
  );
}

const run = (system: System, invariants: readonly Invariant[], options: CheckOptions = {}) =>
  check(system, invariants, { ...options, checkpoint: { folder, resume: 'if there is one' } });

async function mistakeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Mistake) return error.message;
  throw new Error(`no mistake, but ${String(error)}`);
}

describe('a run that is stopped and continued', () => {
  test('says what an uninterrupted run says, to the byte of each trace: random systems', async () => {
    let continued = 0;
    const some = fc.record({
      given: systemsWithProperties(),
      steps: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(some, async ({ given, steps }) => {
        const system = build(given.blueprint) as unknown as System;
        const invariants = ofRandom(given);
        rmSync(file(), { force: true });
        let whole: Checked;
        try {
          whole = await check(system, invariants);
        } catch (error) {
          if (error instanceof Mistake) return; // a system that is refused is refused
          throw error;
        }
        let states = 0;
        for (const step of steps) {
          states += step;
          const { report } = await run(system, invariants, { maxStates: states });
          if (!report.complete) continued++;
        }
        expect(said(await run(system, invariants))).toEqual(said(whole));
      }),
      { numRuns: RUNS, seed: 4 },
    );
    expect(continued).toBeGreaterThan(0);
  });

  test('says so where the fast path runs, and where a limit of depth stops it', async () => {
    const whole = await check(twoPhaseCommit(5) as unknown as System, [named('consistent', always(consistent))]);
    for (const options of [{ maxStates: 4000 }, { maxDepth: 12 }, { maxStates: 8000 }, {}]) {
      const part = await run(
        twoPhaseCommit(5) as unknown as System,
        [named('consistent', always(consistent))],
        options,
      );
      expect(part.report.checkpoint).toBe(part.report.complete ? undefined : file());
      if (part.report.complete) expect(said(part)).toEqual(said(whole));
    }
    expect(whole.report.states).toBe(8832); // as TLC counts them
  });

  test('finds the violations that came before the stop', async () => {
    const whole = said(await check(commit, ofCommit));
    await run(commit, ofCommit, { maxStates: 1500 });
    expect(said(await run(commit, ofCommit))).toEqual(whole);
  });

  test('leaves nothing beside the checkpoint, and none where a run ends within the first interval', async () => {
    await run(commit, ofCommit, { maxStates: 100 });
    expect(readdirSync(folder)).toEqual(['checkpoint']);
    rmSync(file());
    await run(commit, ofCommit);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a checkpoint is refused', () => {
  beforeEach(async () => void (await run(commit, ofCommit, { maxStates: 500 })));

  test('where any byte of it was changed, or its end is missing', async () => {
    const whole = readFileSync(file());
    for (let i = 0; i < 24; i++) {
      const at = Math.floor(((i + 0.5) * whole.length) / 24);
      const changed = Buffer.from(whole);
      changed[at]! ^= 1 << (i % 8);
      writeFileSync(file(), changed);
      expect(await mistakeOf(run(commit, ofCommit)), `byte ${at}`).toMatch(/^the checkpoint in .* is damaged: /);
    }
    for (const length of [0, 10, 100, Math.floor(whole.length / 2), whole.length - 1]) {
      writeFileSync(file(), whole);
      truncateSync(file(), length);
      expect(await mistakeOf(run(commit, ofCommit)), `${length} bytes`).toMatch(/ is damaged: .*begin again$/);
    }
  });

  test('of another model, with the part that differs', async () => {
    expect(await mistakeOf(run(twoPhaseCommit(3) as unknown as System, ofCommit))).toContain(
      "its model ('two-phase-commit-4') is not the one of this run ('two-phase-commit-3')",
    );
    const environment = { ...commit.environment, prepare: { to: 'rm', fairness: 'weak' } };
    expect(await mistakeOf(run({ ...commit, environment } as System, ofCommit))).toContain('its environment is not');
    expect(await mistakeOf(run(commit, ofCommit.slice(1)))).toContain('its invariants (--only)');
  });

  test('where a machine or a predicate does something else, although its text is the same', async () => {
    const rmThat = (flipped: boolean) => {
      const { machine } = commit.components.tm!;
      const components = {
        ...commit.components,
        tm: {
          ...commit.components.tm!,
          machine: () => (flipped ? twoPhaseCommit(3).components.tm.machine() : (machine as () => never)()),
        },
      };
      return { ...commit, components } as unknown as System;
    };
    const whether = (limit: number) =>
      named(
        'below',
        always(
          (({ rm }: never) =>
            (rm as { matches: (s: string) => boolean }[]).filter((r) => r.matches('prepared')).length < limit) as never,
        ),
      );
    rmSync(file());
    await run(rmThat(false), [whether(3)], { maxStates: 500 });
    expect(await mistakeOf(run(rmThat(true), [whether(3)]))).toMatch(
      /is of another model, or the model has changed since: /,
    );
    expect(await mistakeOf(run(rmThat(false), [whether(2)]))).toMatch(
      /is of another model, or the model has changed since: /,
    );
    expect((await run(rmThat(false), [whether(3)])).report.states).toBe(1568);
  });

  test('where there must be none, and where there must be one', async () => {
    const choose = (resume: 'always' | 'never') =>
      check(commit, ofCommit, { checkpoint: { folder, called: 'here', resume } });
    expect(await mistakeOf(choose('never'))).toBe(
      "there is a checkpoint in 'here' already: continue it with '--resume here', or remove the folder",
    );
    rmSync(file());
    expect(await mistakeOf(choose('always'))).toBe(
      "there is no checkpoint in 'here': '--checkpoint here' begins a run that writes one",
    );
  });

  test('together with what explores less', async () => {
    const mistake = await mistakeOf(run(commit, ofCommit.slice(0, 2), { reduce: { subsumption: true } }));
    expect(mistake).toContain('leave out what explores less');
    expect(statSync(file()).size).toBeGreaterThan(0);
  });
});
