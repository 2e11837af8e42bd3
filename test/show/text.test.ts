import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/show/layout.ts';
import { traceText } from '../../src/show/text.ts';
import { EMPTY, LOOP, step, traceOf } from './fixtures.ts';
import { HOSTILE } from './hostile.ts';

const lines = (text: string): string[] => text.split('\n').map((l) => l.trim());

describe('a counterexample as text', () => {
  const text = traceText(LOOP, { width: 100 });

  it('says who does what, with the message and who sent it', () => {
    expect(text).toContain('2. committer[0] takes NOTIFY_CHECKPOINT_COMPLETE {checkpointId: 1} from coordinator');
  });

  it('says only what changed, recursively', () => {
    expect(lines(text)).toContain('committer[0]: running → committing; pending.1 removed');
    expect(lines(text)).toContain('coordinator: next: 1 → 2; completed: 0 → 1');
    expect(text).not.toContain('budget ');
    expect(text.split('The way there')[1]).not.toContain('client');
  });

  it('tells the messages that followed, and which of them are ignored or on their way', () => {
    expect(text).toContain('→ committer[0] calls table: COMMIT {identifier: 1, messages: []}, which ignores it');
    expect(text).toContain('NOTIFY_CHECKPOINT_COMPLETE {checkpointId: 1} to committer[0], on its way');
  });

  it('names where a transition is known from', () => {
    expect(text).toContain('[CommitterOperator.notifyCheckpointComplete]');
  });

  it('marks a fault and says how often it may still happen', () => {
    expect(text).toContain('3. fault: failover takes TASK_MANAGER_LOST {taskManager: 0} from the environment');
    expect(lines(text).join(' ')).toContain('from the environment (1 more may come)');
  });

  it('sets the cycle apart and says where it begins again', () => {
    const [before, after] = text.split('From here these 2 steps repeat for ever');
    expect(before).toContain('3. fault');
    expect(after).toContain("4. failover's timer 'after 1000' fires");
    expect(after).toContain('After step 5 all states, messages under way and budgets are what they were before step 4');
    expect(lines(after!)).toContain('and again from step 4');
  });

  it('ends with the reason and every option', () => {
    expect(text.replace(/\s+/g, ' ')).toContain('Steps 4 to 5 end in the state in which they began');
    expect(text.replace(/\s+/g, ' ')).toContain('it is running again at some time.');
    expect(text).toMatch(
      /restart-strategy\.type {2,}unset\n\n\[…\] is where a transition comes from; [\s\S]* not of a running system\.\n$/,
    );
  });

  it.each([60, 80, 100, 120])('fits into %i columns, and never breaks a word', (width) => {
    const narrow = traceText(LOOP, { width });
    for (const line of narrow.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    expect(narrow).not.toContain('\u00a0');
    const words = (t: string) => new Set(t.split(/\s+/));
    for (const word of ['NOTIFY_CHECKPOINT_COMPLETE', 'RestoreAndFailCommittableStateManager.recover:']) {
      expect([...words(narrow)].some((w) => w.includes(word))).toBe(true);
    }
  });

  it('says why each kind of end is a violation', () => {
    const finite = { cycle: [], violates: "'settles' is false" };
    const reason = (also: object): string => traceText(traceOf('x', {}, { ...finite, ...also })).replace(/\s+/g, ' ');
    expect(reason({ kind: 'safety' })).toContain("In this model, after step 3: 'settles' is false.");
    expect(reason({ kind: 'safety', stem: [] })).toContain('In this model, at the start:');
    expect(reason({ kind: 'liveness', stays: true })).toContain('Nothing more needs to happen after step 3');
    expect(reason({ shortest: false })).toContain('not proved shortest');
  });

  it('names every replica that takes an event together', () => {
    const taken = ['writer[0]', 'writer[1]'].map((component) => {
      return { component, event: { type: 'STOP' }, descriptions: [], ignored: false };
    });
    const stem = [step({ actor: 'writer', event: { type: 'STOP' }, taken })];
    expect(traceText(traceOf('x', {}, { stem }))).toContain('writer[0] and writer[1] take STOP from the environment');
  });

  it('tells a lost message, and the messages that a death drops', () => {
    const lost = { type: 'ACK' };
    const stem = [
      step({
        kind: 'loss',
        actor: 'b',
        from: 'a',
        channel: 'acks',
        event: lost,
        fault: true,
        taken: [],
        changes: [
          { where: 'channel acks a → b', path: '', before: [lost, { type: 'NEXT' }] },
          { where: 'budget acks', path: '', before: 1, after: 0 },
        ],
      }),
    ];
    const told = traceText(traceOf('x', {}, { stem, cycle: [] }));
    expect(told).toContain('1. fault: ACK from a to b on acks is lost (no more may be lost)');
    expect(told).toContain('channel acks a → b: NEXT is dropped');
    expect(told).not.toContain('ACK is dropped');
  });

  it('tells timers that are armed and ended', () => {
    const changes = [{ where: 'a', path: 'timers', before: ['x', 'y'], after: ['y', 'z'] }];
    const stem = [step({ actor: 'a', event: { type: 'E' }, changes })];
    expect(traceText(traceOf('x', {}, { stem }))).toContain('a: timer z armed; timer x over');
  });

  it('never tells the names that XState gives to timers', () => {
    const changes = [{ where: 'a', path: 'timers', before: [], after: ['xstate.after.backoff.a.restarting'] }];
    const stem = [step({ actor: 'a', event: { type: 'E' }, changes })];
    const told = traceText(traceOf('x', {}, { stem }));
    expect(told).toContain("a: timer 'after backoff' armed");
    expect(told).not.toContain('xstate');
  });

  it('says in short what happens and what is wrong with it', () => {
    const short = (also: object): string =>
      /in short +([\s\S]*?)\n {2}length/.exec(traceText(traceOf('x', {}, { violates: 'p is false', ...also })))![1]!;
    expect(short({})).toBe('after 3 steps, steps 4 to 5 repeat for ever; p is false');
    expect(short({ cycle: LOOP.cycle.slice(1) })).toBe('after 3 steps, step 4 repeats for ever; p is false');
    expect(short({ stem: [] })).toBe('steps 1 to 2 repeat for ever; p is false');
    expect(short({ cycle: [] })).toBe('step 3 does it: p is false');
    expect(short({ cycle: [], stem: [] })).toBe('it is so from the start: p is false');
    expect(short({ cycle: [], stays: true })).toBe('after 3 steps nothing more needs to happen; p is false');
  });

  it('explains the signs in brackets only where there are any', () => {
    expect(text).toContain('derived = concluded');
    expect(traceText(traceOf('x', {}, { stem: [], cycle: [] }))).not.toContain('derived = concluded');
  });

  it('needs nothing of a system without options and steps', () => {
    const bare = traceText(traceOf('x', {}, { stem: [], cycle: [], configuration: {}, initial: EMPTY }));
    expect(bare).toContain('(no step is needed)');
    expect(bare).toContain('every configuration');
    expect(bare).toContain('(the system has no options)');
  });

  it('renders hostile content harmlessly', () => {
    const told = traceText(HOSTILE);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
    expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]/);
    expect(told.length).toBeLessThan(12_000);
    expect(told).toContain('\\u001b[31m');
    expect(told).toContain('\\u202e');
  });
});
