import { describe, expect, it } from 'vitest';
import { narrowed } from '../../src/cli/narrow.ts';
import { defineOptions } from '../../src/describe/options.ts';

const { definitions } = defineOptions({
  force: { about: '', values: [false, true], default: false },
  release: { about: '', releases: ['1.0', '1.1', '2.0', '2.1'], default: '1.0' },
  engine: { about: '', releases: ['5', '6'], default: '5' },
  mode: { about: '', values: ['a', 'b', 'a,b', 'x=y'], default: 'a' },
  attempts: { about: '', values: [1, 3], default: 1 },
});

describe('--set and --release narrow the space', () => {
  it.each([
    [['force=true'], [], { force: [true] }],
    [['attempts=3'], [], { attempts: [3] }],
    [['mode=b,a'], [], { mode: ['a', 'b'] }],
    [['mode=a', 'mode=b'], [], { mode: ['a', 'b'] }],
    [['mode=a,b'], [], { mode: ['a,b'] }],
    [['mode=x=y'], [], { mode: ['x=y'] }],
    [['release=1.1..2.0'], [], { release: ['1.1', '2.0'] }],
    [['release=2.0..'], [], { release: ['2.0', '2.1'] }],
    [['release=..1.1,2.1'], [], { release: ['1.0', '1.1', '2.1'] }],
    [[], ['2.0'], { release: ['2.0'] }],
    [[], ['..1.1', 'engine=6'], { release: ['1.0', '1.1'], engine: ['6'] }],
    [[], [], {}],
  ])('%j %j', (sets, releases, expected) => {
    expect(narrowed(definitions, sets, releases)).toEqual(expected);
  });

  it.each([
    [['mode'], [], /--set mode: expected option=value, for example --set force=false/],
    [['mod=a'], [], /there is no option 'mod'; did you mean 'mode'/],
    [['force=yes'], [], /there is no value of 'force' 'yes'/],
    [['toString=a'], [], /there is no option 'toString'/],
    [['mode=a..b'], [], /option 'mode' has no order, so 'a\.\.b' is no interval/],
    [['release=2.0..1.0'], [], /'2\.0\.\.1\.0' is empty/],
    [['release=1.0..9'], [], /there is no value of 'release' '9'/],
    [[], ['1.2'], /there is no value of 'release' '1\.2'; did you mean '1\.\d'/],
  ])('%j %j is refused', (sets, releases, message) => {
    expect(() => narrowed(definitions, sets, releases)).toThrow(message);
  });

  it('--release needs an option with releases', () => {
    expect(() => narrowed({}, [], ['1'])).toThrow(/has no option with releases/);
  });
});
