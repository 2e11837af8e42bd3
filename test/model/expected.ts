/** Who is affected, as issue 2 and the releases say it in words; written without a look at what the explorer says. */
import { system } from '../../invariants/index.ts';

export type Configuration = Parameters<typeof system.options.valid>[0];

const RELEASES = system.options.definitions.paimon.releases;
type Release = Configuration['paimon'];

const since = (c: Configuration, release: Release) => RELEASES.indexOf(c.paimon) >= RELEASES.indexOf(release);
const hasStrategy = (c: Configuration, ...types: readonly Configuration['restart-strategy.type'][]) =>
  types.includes(c['restart-strategy.type']);

/** Paimon 0.7.0 to 1.0.1, no interval, and a sink that asks whether checkpoints are enabled. */
export const isBug = (c: Configuration) =>
  !since(c, '1.1.0') &&
  c['execution.checkpointing.interval'] === 'unset' &&
  (c.mode === 'table' || c.mode === 'divided');
export const isForced = (c: Configuration) => c['commit.force-create-snapshot'];

/** Not RestoreCommittableStateManager, which tables without buckets have since 1.2.0. */
export const failsOnPurpose = (c: Configuration) => !(since(c, '1.2.0') && c.bucket === 'unaware');

const mayFailAgain = (c: Configuration) =>
  hasStrategy(c, 'unset', 'exponential-delay', 'fixed-delay (3 attempts)', 'failure-rate');
/** For failure-rate: the interval may pass each time. */
const mayNeverGiveUp = (c: Configuration) => hasStrategy(c, 'unset', 'exponential-delay', 'failure-rate');

/** By invariant, who violates it; the others hold for everyone. */
export const AFFECTED: Readonly<Record<string, (c: Configuration) => boolean>> = {
  'configuration-agrees': isBug,
  'restore-settles': (c) => isBug(c) && !hasStrategy(c, 'none'),
  'restore-completes': (c) => isBug(c) && mayFailAgain(c),
  'checkpoint-eventually-completes': (c) => isBug(c) && mayNeverGiveUp(c),
  // The intentional failure is an attempt like any other; for failure-rate one too many in an interval.
  'survives-one-failure': (c) =>
    (hasStrategy(c, 'fixed-delay', 'failure-rate') && failsOnPurpose(c)) ||
    (isBug(c) && hasStrategy(c, 'fixed-delay (3 attempts)')),
  'forced-snapshot-is-created': (c) => isForced(c) && (isBug(c) || (c.mode === 'combined' && !c.eager_init)),
  'forced-snapshot-has-its-identifier': isForced,
};

/** The most intentional failures in one restore; undefined: there is no restore. */
export function worstCase(c: Configuration): number | 'unbounded' | undefined {
  if (hasStrategy(c, 'none')) return undefined;
  if (!failsOnPurpose(c)) return 0;
  // One attempt is for what was injected, or for what is left of them.
  const attempts = hasStrategy(c, 'fixed-delay') ? 1 : hasStrategy(c, 'fixed-delay (3 attempts)') ? 3 : 'unbounded';
  if (isBug(c)) return attempts;
  const committers = c.mode === 'table' ? 1 : 2;
  return attempts === 'unbounded' ? committers : Math.min(attempts, committers);
}
