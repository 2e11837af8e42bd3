import { expect, test } from 'vitest';
import { advised } from '../../src/check/advice.ts';
import type { Checked } from '../../src/check/check.ts';
import { defineOptions } from '../../src/describe/options.ts';
import { Space } from '../../src/describe/space.ts';

const space = new Space(
  defineOptions(
    {
      interval: { about: '', values: ['unset', 'set'], default: 'unset' },
      mode: { about: '', values: ['table', 'combined'], default: 'table' },
    },
    { valid: (c) => !(c.interval === 'set' && c.mode === 'combined') },
  ) as never,
);
const unset = space.where((c) => c['interval' as never] === 'unset');
const checked = { space, violating: new Map([['loop', unset]]), report: {} } as unknown as Checked;

test('an advice is judged by the configurations that follow it; one that cannot follow it stays as it is', () => {
  const after = advised(checked, { interval: 'set' }).violating.get('loop')!;
  expect([...space.members(after)]).toEqual([{ interval: 'unset', mode: 'combined' }]);
});

test('an advice to set a value that does not exist is a mistake', () => {
  expect(() => advised(checked, { interval: 'sett' })).toThrow(/there is no value of 'interval' 'sett'/);
});
