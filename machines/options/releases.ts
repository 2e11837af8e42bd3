/** The releases that the model knows. Scenarios take the part that they need: see machines/scenarios. */

/**
 * Apache Paimon, until 0.3.0 Flink Table Store: every release tag (there is none for 1.4.0). Scenarios
 * about bugs of an early time go down to it.
 */
export const PAIMON = [
  '0.1.0',
  '0.2.0',
  '0.2.1',
  '0.3.0',
  '0.4.0',
  '0.5.0',
  '0.6.0',
  '0.6.1',
  '0.7.0',
  '0.8.0',
  '0.8.1',
  '0.8.2',
  '0.9.0',
  '1.0.0',
  '1.0.1',
  '1.1.0',
  '1.1.1',
  '1.2.0',
  '1.3.0',
  '1.3.1',
  '1.3.2',
  '1.4.1',
  '1.4.2',
  '2.0.0',
] as const;

/** Apache Flink: minor releases. */
export const FLINK = [
  '1.8',
  '1.9',
  '1.10',
  '1.11',
  '1.12',
  '1.13',
  '1.14',
  '1.15',
  '1.16',
  '1.17',
  '1.18',
  '1.19',
  '1.20',
  '2.0',
  '2.1',
  '2.2',
] as const;

/** The newest Flink that a Paimon release has a module for (paimon-flink/pom.xml of the release). */
export const NEWEST_FLINK = {
  '0.1.0': '1.15',
  '0.2.0': '1.15',
  '0.2.1': '1.15',
  '0.3.0': '1.16',
  '0.4.0': '1.17',
  '0.5.0': '1.17',
  '0.6.0': '1.17',
  '0.6.1': '1.17',
  '0.7.0': '1.18',
  '0.8.0': '1.19',
  '0.8.1': '1.19',
  '0.8.2': '1.19',
  '0.9.0': '1.20',
  '1.0.0': '1.20',
  '1.0.1': '1.20',
  '1.1.0': '2.0',
  '1.1.1': '2.0',
  '1.2.0': '2.0',
  '1.3.0': '2.1',
  '1.3.1': '2.1',
  '1.3.2': '2.1',
  '1.4.1': '2.2',
  '1.4.2': '2.2',
  '2.0.0': '2.2',
} as const;

/** Apache Flink CDC: every release since its pipelines. Its connector for Paimon is in 3.1.0 first. */
export const CDC = ['3.0.0', '3.0.1', '3.1.0', '3.1.1', '3.2.0', '3.2.1', '3.3.0', '3.4.0', '3.5.0', '3.6.0'] as const;

/** From `first` to `last`, both included; to the newest where it is not said. */
export function between<T extends string>(releases: readonly T[], first: T, last?: T): readonly T[] {
  return releases.slice(releases.indexOf(first), last === undefined ? undefined : releases.indexOf(last) + 1);
}
