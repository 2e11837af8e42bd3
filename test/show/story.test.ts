import { describe, expect, it } from 'vitest';
import type { Change, Sent, Taken, Trace, TraceStep } from '../../src/describe/result.ts';
import { traceMermaid } from '../../src/show/mermaid.ts';
import { idleComponents } from '../../src/show/part.ts';
import { traceText } from '../../src/show/text.ts';
import { valueText } from '../../src/show/values.ts';
import { LOOP, step, traceOf } from './fixtures.ts';

const COMPONENTS = ['boss', 'worker[0]', 'worker[1]', 'worker[2]'];
const state = (value: string) => ({ value, context: {}, status: 'active', timers: [] });
const initial = {
  components: Object.fromEntries(COMPONENTS.map((name) => [name, state('ready')])),
  channels: {},
  budgets: {},
};

const GO: TraceStep['event'] = { type: 'GO' };
const take = (component: string, also: Partial<Taken> = {}): Taken => {
  return { component, event: GO, descriptions: [], ignored: false, ...also };
};
const call = (to: string, also: Partial<Sent> = {}): Sent => {
  return { from: 'boss', to, channel: 'orders', message: { type: 'CANCEL' }, fate: 'handled', ...also };
};
const starts = (where: string): Change => ({ where, path: 'value', before: 'ready', after: 'busy' });
const started = [starts('boss'), starts('worker[0]'), starts('worker[1]'), starts('worker[2]')];
const go = (also: Partial<TraceStep>): TraceStep => step({ actor: 'boss', event: GO, ...also });
const trace = (stem: TraceStep[], also: Partial<Trace> = {}): Trace =>
  traceOf('x', {}, { initial, stem, cycle: [], kind: 'safety', ...also });
const told = (stem: TraceStep[], also: Partial<Trace> = {}): string =>
  traceText(trace(stem, also)).replaceAll(/\n +/g, '\n');

describe('components that take no part', () => {
  const sent = [call('worker[0]'), call('worker[1]', { fate: 'dropped' }), call('worker[2]')];
  const taken = [take('boss'), take('worker[0]'), take('worker[2]', { ignored: true })];
  const stem = [go({ sent, taken, changes: [starts('boss'), starts('worker[0]')] })];

  it('are named in one line, and nothing else is told of them', () => {
    const text = told(stem);
    expect(text).toContain('At first\nboss       ready\nworker[0]  ready\nworker[1] and worker[2] take no part.\n');
    expect(text).toContain('boss calls worker[0]: CANCEL\n');
    expect(text.split('Step by step')[1]).not.toMatch(/worker\[[12]\]/);
    expect(traceMermaid(trace(stem))).not.toMatch(/worker\[[12]\]/);
  });

  it('are not those that send, change, begin a step, or have a message under way', () => {
    const idle = (step: Partial<TraceStep>): string[] => [...idleComponents(trace([go(step)]))];
    const taken = [take('boss'), take('worker[0]')];
    expect(idle({})).toEqual(['worker[0]', 'worker[1]', 'worker[2]']);
    expect(idle({ taken })).toEqual(['worker[1]', 'worker[2]']);
    expect(idle({ sent: [call('boss', { from: 'worker[0]' })], taken })).toEqual(['worker[1]', 'worker[2]']);
    expect(idle({ sent: [call('worker[0]', { fate: 'queued' })] })).toEqual(['worker[1]', 'worker[2]']);
    expect(idle({ changes: [starts('worker[1]')] })).toEqual(['worker[0]', 'worker[2]']);
  });

  it('are not those of whom something is told that is told of no one else', () => {
    const idle = (one: string, other: string): string[] => {
      const taken = [
        take('boss'),
        take('worker[0]', { descriptions: [one] }),
        take('worker[1]', { descriptions: [other] }),
      ];
      const sent = [call('worker[0]'), call('worker[1]')];
      return [...idleComponents(trace([go({ sent, taken, changes: [starts('worker[0]')] })]))];
    };
    expect(idle('Worker.cancel', 'Worker.cancel')).toEqual(['worker[1]', 'worker[2]']);
    expect(idle('Worker.cancel', 'Worker.drop')).toEqual(['worker[2]']);
  });

  it('are looked for neither in a deadlock nor where there is no step', () => {
    expect(idleComponents(trace(stem, { kind: 'deadlock' })).size).toBe(0);
    expect(idleComponents(trace([])).size).toBe(0);
    expect(traceText(trace([]))).toContain('ready');
    expect([...idleComponents(LOOP)]).toEqual(['client', 'writer[0]', 'writer[1]']);
  });
});

describe('values', () => {
  const plain = (value: unknown): string => valueText(value).replaceAll('\u00a0', ' ');
  const items = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `item-${i}`, size: i, ready: false }));

  it('that are short are printed whole, however deep', () => {
    const value = { checkpoint: 2, batches: [], through: 1, of: [{ a: { b: [1, 2] } }, null, 'two words'] };
    expect(plain(value)).toBe("{checkpoint: 2, batches: [], through: 1, of: [{a: {b: [1, 2]}}, null, 'two words']}");
    expect(plain({ list: items(2), [`${'k'.repeat(20)}`]: items(1) })).not.toMatch(/…|items|fields/);
  });

  it('that are long are cut between their entries, of which the short ones stay whole', () => {
    const text = plain({ list: items(40) });
    expect(text).toMatch(/^\{list: \[\{name: item-0, size: 0, ready: false\}, .*\}, … \d+ more\]\}$/);
    expect(text).not.toMatch(/\d (fields|items)/);
    expect(text.length).toBeLessThan(310);
  });

  it('that change far behind are told by what changed', () => {
    const before = items(40);
    const change = (after: unknown): string =>
      told([go({ changes: [{ where: 'boss', path: 'context.list', before, after }] })]);
    expect(change(before.with(30, { ...before[30]!, ready: true }))).toContain('boss: list.30.ready: false → true\n');
    expect(change([...before.slice(0, 20), ...before.slice(21), 'new'])).toContain(
      'boss: list loses [{name: item-20, size: 20, ready: false}] and gains [new]\n',
    );
    expect(change([before[1], before[0], ...before.slice(2)])).toContain('boss: list.0.name: item-0 → item-1;');
  });

  it('are wrapped, and small objects stay on one line where they fit', () => {
    const list = items(4);
    for (const width of [60, 80, 100]) {
      const text = traceText(trace([go({ event: { type: 'WRITE', list } })]), { width });
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
      for (const { name, size } of list) expect(text).toContain(`{name: ${name}, size: ${size}, ready: false}`);
    }
  });
});

describe('sources', () => {
  const source = 'Boss.cancel: everyone is told, and no one is asked (read)';
  const taken = [take('boss', { descriptions: [source] }), ...COMPONENTS.slice(1).map((c) => take(c))];
  const sent = COMPONENTS.slice(1).map((to, n) => call(to, { message: { type: 'CANCEL', n } }));
  const everyone = taken.map((t) => ({ ...t, descriptions: [source] }));

  it('are printed in full the first time, and once in a step', () => {
    const text = told([go({ sent, taken: everyone, changes: started })]);
    expect(text.split(`[${source}]`)).toHaveLength(2);
    expect(text).not.toContain('[as in step');
  });

  it('refer to the first time later', () => {
    const other = 'Worker.cancel: it stops (read)';
    const both = taken.map((t, i) => ({ ...t, descriptions: i < 2 ? [i === 0 ? other : source] : [] }));
    const text = told([
      go({ sent, taken, changes: started }),
      go({ sent, taken }),
      go({ sent, taken: both }),
      go({ taken: [take('boss', { descriptions: [source, other] })] }),
    ]);
    expect(text.split(`[${source}]`)).toHaveLength(2);
    expect(text).not.toContain('\u00a0');
    expect(text.match(/\[as in steps? [^\]]*\]/g)).toEqual([
      '[as in step 1]',
      '[as in step 1]',
      '[as in steps 1 and 3]',
    ]);
  });
});

describe('what one sender tells several receivers', () => {
  it('is one line', () => {
    const sent = COMPONENTS.slice(1).map((to) => call(to));
    const taken = COMPONENTS.map((c) => take(c));
    expect(told([go({ sent, taken, changes: started })])).toContain(
      'boss calls worker[0], worker[1] and worker[2]: CANCEL\n',
    );
  });

  it('is one line for each thing that becomes of it', () => {
    const [a, b, c] = COMPONENTS.slice(1) as [string, string, string];
    const line = (sent: Sent[], ignored: string[] = []): string => {
      const calls = sent.filter((s) => s.fate === 'handled');
      const taken = [take('boss'), ...calls.map((s) => take(s.to, { ignored: ignored.includes(s.to) }))];
      return told([go({ sent, taken, changes: started })]);
    };
    const fate = (to: string, fate: Sent['fate']): Sent => call(to, { fate });
    expect(line([fate(a, 'queued'), fate(b, 'queued')])).toContain(
      'boss sends CANCEL to worker[0] and worker[1], on their way\n',
    );
    const mixed = line([fate(a, 'dropped'), fate(b, 'handled'), fate(c, 'dropped')]);
    expect(mixed).toContain('boss sends CANCEL to worker[0] and worker[2], which are down\n');
    expect(mixed).toContain('boss calls worker[1]: CANCEL\n');
    expect(line([call(a), call(b), call(c)], [a, c])).toContain(
      'boss calls worker[0] and worker[2]: CANCEL, which ignore it\n',
    );
  });

  it('is not mixed with what others say, with what differs, and with what is said twice', () => {
    const between = call('boss', { from: 'worker[0]', message: { type: 'DONE' } });
    const sent = [call('worker[0]'), between, call('worker[1]'), call('worker[1]')];
    const other = call('worker[2]', { message: { type: 'CANCEL', now: true } });
    const taken = ['boss', 'worker[0]', 'boss', 'worker[1]', 'worker[1]', 'worker[2]'].map((c) => take(c));
    const text = told([go({ sent: [...sent, other], taken, changes: started })]);
    const said = text.split('\n').filter((l) => l.startsWith('→'));
    expect(said).toEqual([
      '→ boss calls worker[0]: CANCEL',
      '→ worker[0] calls boss: DONE',
      '→ boss calls worker[1]: CANCEL',
      '→ boss calls worker[1]: CANCEL',
      '→ boss calls worker[2]: CANCEL {now: true}',
    ]);
  });

  it('shares a line for what it changes, where replicas change alike', () => {
    expect(told([go({ changes: started })])).toContain(
      'boss: ready → busy\nworker[0], worker[1], worker[2]: ready → busy\n',
    );
  });
});

describe('fields that no step changes', () => {
  const withContext = {
    ...initial,
    components: { ...initial.components, boss: { ...state('ready'), context: { orders: [], name: 'Ann', age: 3 } } },
  };
  const adds = (path: string): TraceStep => go({ changes: [{ where: 'boss', path, after: 1 }], taken: [take('boss')] });

  it('are left out at first, and that is said', () => {
    const text = told([adds('context.orders.0')], { initial: withContext });
    expect(text).toContain('boss ready {orders: []}'.replace('boss ', 'boss  '));
    expect(text).not.toContain('Ann');
    expect(text).toContain('Fields that no step changes are left out.');
  });

  it('do not hide one whose name begins like theirs', () => {
    const context = { order: 1, orders: [] };
    const alike = { ...initial, components: { ...initial.components, boss: { ...state('ready'), context } } };
    expect(told([adds('context.orders.0')], { initial: alike })).not.toContain('order: 1');
  });

  it('are told where there are no steps, and where the whole context changes', () => {
    expect(told([], { initial: withContext })).toContain('Ann');
    expect(told([adds('context')], { initial: withContext })).toContain('Ann');
  });
});
