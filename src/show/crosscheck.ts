import type { Crosscheck, ModelCrosscheck } from '../describe/crosscheck.ts';
import { clean, counted, duration, grouped, listed, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** The most configurations of a model whose differences are printed. */
const MOST_SHOWN = 5;

/** One model: one line, and what differs. */
export function modelCrosscheckText(model: ModelCrosscheck, width: number, style: Style): string {
  const { configurations, compared, different, properties, runs } = model;
  const of = compared === configurations ? '' : ` of ${grouped(configurations)}`;
  const states = model.results.reduce((sum, { lasso }) => sum + lasso.states, 0);
  const said = [
    `${counted(compared, 'configuration')}${of}`,
    ...(compared > 1 ? [`${grouped(different)} different`] : []),
    `${grouped(states)} states in all`,
    properties.length === 1 ? '1 property' : `${properties.length} properties`,
    counted(runs, 'run'),
  ].join(', ');
  const sign = model.agrees ? style.good('✓') : style.bad('✗');
  const lines = wrap(`${clean(model.model)}: ${said}`, width, `${sign} `, '    ');
  const differ = model.results.filter(({ differences }) => differences.length > 0);
  for (const { configuration, differences } of differ.slice(0, MOST_SHOWN)) {
    lines.push(...wrap(clean(configuration) || 'the only configuration', width, '    in ', '      ').map(style.bad));
    for (const difference of differences) lines.push(...wrap(clean(difference), width, '      ', '        '));
  }
  if (differ.length > MOST_SHOWN) lines.push(`    and ${counted(differ.length - MOST_SHOWN, 'configuration')} more`);
  return `${lines.join('\n')}\n`;
}

/** What all of it says, and what it does not. */
export function crosscheckText(
  { engine = '', agrees, models, seconds }: Crosscheck,
  width: number,
  style: Style,
): string {
  const differ = models.filter((model) => !model.agrees).map(({ model }) => model);
  const verdict = agrees
    ? style.good(`${engine} agrees: states, transitions, verdicts and shortest lengths.`)
    : style.bad(`${engine} does not agree: ${listed(differ)}.`);
  const left = (wanted: 'liveness' | 'bound') =>
    new Set(
      models.flatMap((m) => m.notCrosschecked.flatMap(({ invariant, kind }) => (kind === wanted ? [invariant] : []))),
    ).size;
  const kinds = [
    [left('liveness'), 'liveness'],
    [left('bound'), 'bounds'],
  ] as const;
  const not = kinds.flatMap(([n, what]) => (n === 0 ? [] : [`${what} (${counted(n, 'invariant')})`]));
  const lines = wrap(`${verdict} ${duration(seconds)}.`, width);
  if (not.length > 0) lines.push(...wrap(`Not crosschecked: ${not.join(', ')}.`, width));
  return `${lines.join('\n')}\n`;
}
