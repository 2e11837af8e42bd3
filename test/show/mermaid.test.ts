import { describe, expect, it } from 'vitest';
import { traceMermaid } from '../../src/show/mermaid.ts';
import { LOOP, step, traceOf } from './fixtures.ts';
import { EVIL, HOSTILE } from './hostile.ts';

/** What a line of a diagram may be. Text is words and a few signs, everything else an entity. */
const TEXT = "(?:[\\p{L}\\p{N} ._,/()\\[\\]'→…+=-]|#\\d+;|<br/>)*";
const LINES = [
  /^sequenceDiagram$/,
  new RegExp(`^ +participant (env|p\\d+) as ${TEXT}$`, 'u'),
  new RegExp(`^ +(env|p\\d+)(->>|-x|--\\)|--x)(env|p\\d+): ${TEXT}$`, 'u'),
  new RegExp(`^ +Note over (env|p\\d+): ${TEXT}$`, 'u'),
  /^ {2}loop for ever$/,
  /^ {2}end$/,
];

function expectWellFormed(diagram: string): void {
  for (const line of diagram.trimEnd().split('\n'))
    expect(line, line).toSatisfy((l: string) => LINES.some((r) => r.test(l)));
  expect(diagram.match(/^ {2}loop /gm)?.length ?? 0).toBe(diagram.match(/^ {2}end$/gm)?.length ?? 0);
}

describe('a counterexample as a Mermaid diagram', () => {
  const diagram = traceMermaid(LOOP);

  it('has the components that take part, in the order of the system, and the environment', () => {
    const participants = diagram.match(/participant .*/g);
    expect(participants).toEqual([
      'participant env as environment',
      'participant p0 as coordinator',
      'participant p1 as committer[0]',
      'participant p2 as table',
      'participant p3 as failover',
    ]);
  });

  it('numbers the steps as the text does and puts the cycle into a loop', () => {
    const [stem, cycle] = diagram.split('  loop for ever\n');
    expect(stem).toContain('env->>p0: 1. CHECKPOINT_DUE');
    expect(cycle).toContain("p3->>p3: 4. timer 'after 1000'");
    expect(cycle).toMatch(/\n {2}end\n$/);
  });

  it('marks faults, messages under way and deliveries by their arrows', () => {
    expect(diagram).toContain('env-xp3: 3. fault#58; TASK_MANAGER_LOST');
    expect(diagram).toContain('p0--)p1: NOTIFY_CHECKPOINT_COMPLETE');
    expect(diagram).toContain('p0->>p1: 2. NOTIFY_CHECKPOINT_COMPLETE');
  });

  it('notes what changed over the component', () => {
    expect(diagram).toContain('Note over p1: running → committing<br/>pending.1 removed');
  });

  it('prints what is short whole, on several lines', () => {
    const event = {
      type: 'WRITE',
      items: [
        { name: 'first', size: 1 },
        { name: 'second', size: 2 },
      ],
      last: true,
    };
    const drawn = traceMermaid(traceOf('x', {}, { stem: [step({ actor: 'table', event })], cycle: [] }));
    expect(drawn).toMatch(/env->>p0: 1\. WRITE.*<br\/>.*second.*last#58; true#125;\n/);
  });

  it('is well formed, also for hostile content', () => {
    expectWellFormed(diagram);
    expectWellFormed(traceMermaid(HOSTILE));
    expect(traceMermaid(HOSTILE)).not.toContain('<script>');
    const names = [EVIL, 'end', 'END end End', 'a;b', '#quot;', '%% x', 'wrap: x', 'a\nend\n', '{}', '`'];
    for (const type of names) {
      const stem = [step({ actor: type, event: { type }, changes: [{ where: type, path: type, after: type }] })];
      const hostile = traceMermaid(traceOf('x', {}, { stem, cycle: [] }));
      expectWellFormed(hostile);
      expect(hostile.replace(/^ {2}end$/gm, '')).not.toMatch(/\bend\b/i);
    }
  });

  it('stays within what GitHub renders', () => {
    const long = Array.from({ length: 3000 }, (_, i) => ({ ...LOOP.stem[0]!, event: { type: `EVENT_${i}` } }));
    const diagram = traceMermaid(traceOf('x', {}, { stem: long }));
    expect(diagram.length).toBeLessThan(50_000);
    expect(diagram).toMatch(/more steps are left out here/);
    expectWellFormed(diagram);
  });
});
