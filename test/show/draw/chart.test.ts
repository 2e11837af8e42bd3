import { describe, expect, it } from 'vitest';
import { emit, setup } from 'xstate';
import { readChart, statesOf } from '../../../src/show/draw/chart.ts';
import { transitionWords } from '../../../src/show/draw/chart-text.ts';
import { actionTexts, guardText } from '../../../src/show/draw/names.ts';
import { zoo } from './charts.ts';

describe('the structure of a machine', () => {
  const chart = readChart(zoo);
  const state = (path: string) => statesOf(chart.root).find((s) => s.path === path)!;
  const from = (path: string) => chart.transitions.filter((t) => t.source === path).map(transitionWords);

  it('has its states, with kinds, tags, actions and where they begin', () => {
    expect(statesOf(chart.root).map((s) => `${s.path} ${s.kind}`)).toEqual([
      ' compound',
      'work parallel',
      'work.left compound',
      'work.left.one atomic',
      'work.left.two atomic',
      'work.left.done final',
      'work.right compound',
      'work.right.wait atomic',
      'work.right.run atomic',
      'work.right.fin final',
      'paused atomic',
      'hist history',
      'deep history',
      'end final',
    ]);
    expect(chart.root).toMatchObject({ name: 'zoo', description: 'All that a statechart can be.', exit: ['y'] });
    expect(state('work')).toMatchObject({ tags: ['busy', 'loud'], entry: ['x'] });
    expect(state('work.left').initial).toEqual({ target: 'work.left.one', actions: [] });
    expect(state('hist').initial?.target).toBe('work');
    expect([state('hist').deep, state('deep').deep]).toEqual([false, true]);
    expect(state('end').entry).toEqual(['emit BYE']);
  });

  it('does not show the timers that XState adds to entry and exit', () => {
    expect(state('work.left.two')).toMatchObject({ entry: [], exit: [], description: 'Waits.' });
  });

  it('has its transitions in words', () => {
    expect(from('')).toEqual(['RESET / x → work', 'NOTE / x', 'OTHER / x', 'any other event / y']);
    expect(from('work')).toEqual(['SELF → work', 'RESTART → work.left.one', 'when done → end']);
    expect(from('work.left.one')).toEqual(['NEXT → work.left.two', 'BOTH [a] → work.left.two and work.right.run']);
    expect(from('work.left.two')).toEqual([
      'after 30 s [a and (b or not c)] → work.left.one',
      'after backoff → work.left.done',
    ]);
    expect(from('work.right.wait')).toEqual(['always [a] / raise NEXT → work.right.run']);
    expect(from('work.right.run').slice(2, 4)).toEqual(['FIN [a] → work.right.fin', 'FIN [else] / x']);
    expect(chart.transitions.find((t) => t.description)?.description).toBe('It is over.');
  });

  it('asks nothing about the configuration and is plain data', () => {
    expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  });
});

describe('names', () => {
  it('says what has no name', () => {
    expect(guardText(() => true)).toBe('a condition');
    expect(guardText({ type: 'less', params: { than: 2 } })).toBe('less(than: 2)');
    expect(actionTexts([{ type: 'answer', params: { ok: true } }, emit({ type: 'GO' }), 'x'])).toEqual([
      'answer(ok: true)',
      'emit GO',
      'x',
    ]);
  });

  it('draws a machine without states', () => {
    const chart = readChart(setup({}).createMachine({ id: 'only', on: { GO: {} } }));
    expect(chart.root.kind).toBe('atomic');
    expect(chart.transitions.map(transitionWords)).toEqual(['GO']);
  });
});
