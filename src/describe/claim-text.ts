import type { ClaimResult, Judgement, Necessity, Sufficiency } from './claim.ts';
import type { Configuration } from './options.ts';

/**
 * A judged claim in short sentences, one a line. Configurations are written as what is not at its default.
 */
export function claimText(result: ClaimResult): string {
  const lines = [`claim: ${result.claim || '(no condition)'}`];
  lines.push('', ...judgementText(result.general, 'In general', result.defaults));
  if (result.context) lines.push('', ...judgementText(result.context, `Given ${result.given}`, result.defaults));
  return lines.join('\n');
}

function judgementText(judgement: Judgement, where: string, defaults: Configuration): string[] {
  const { configurations, violating, vacuous, conjuncts, whole } = judgement;
  if (vacuous === 'no configuration') {
    return [`${where}: no configuration exists, so nothing can be said.`];
  }
  const head = `${where}: ${violating} of ${plural(configurations)} ${violating === 1 ? 'violates' : 'violate'}.`;
  return [
    head,
    ...(vacuous
      ? ['  Whether a condition is necessary cannot be said: nothing violates here.']
      : conjuncts.map((one) => `  ${necessityText(one, defaults)}`)),
    `  ${sufficiencyText(whole, defaults)}`,
  ];
}

function necessityText({ text, necessary, trivial, counter }: Necessity, defaults: Configuration): string {
  if (necessary) {
    return trivial
      ? `${text} says nothing here: every configuration satisfies it.`
      : `${text} is necessary: whatever violates satisfies it.`;
  }
  const also =
    counter!.alsoFails.length > 0 ? `, though not without failing ${counter!.alsoFails.join(' and ')} too` : '';
  return `${text} is not necessary: ${configurationText(counter!.configuration, defaults)} violates without it${also}.`;
}

function sufficiencyText(
  { sufficient, satisfying, exceptions, counter }: Sufficiency,
  defaults: Configuration,
): string {
  if (satisfying === 0) return 'Whether the claim is sufficient cannot be said: no configuration satisfies it here.';
  if (sufficient) {
    return satisfying === 1
      ? 'The claim is sufficient: the one configuration that satisfies it violates.'
      : `The claim is sufficient: all ${plural(satisfying)} that satisfy it violate.`;
  }
  const { configuration, violating } = counter!;
  const some = `${exceptions} of ${plural(satisfying)} that satisfy it ${exceptions === 1 ? 'does' : 'do'} not violate`;
  const changes = violating?.changes.map(({ option, to }) => `${option}=${to}`).join(' ');
  const near = changes ? ` It would violate with ${changes}.` : ' Nothing violates here.';
  return `The claim is not sufficient: ${some}, for example ${configurationText(configuration, defaults)}.${near}`;
}

function configurationText(configuration: Configuration, defaults: Configuration): string {
  const away = Object.entries(configuration).filter(([key, value]) => value !== defaults[key]);
  if (away.length === 0) return 'the configuration with every option at its default';
  return away.map(([key, value]) => `${key}=${value}`).join(' ');
}

function plural(n: number): string {
  return n === 1 ? '1 configuration' : `${n} configurations`;
}
