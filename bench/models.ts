import { processes, singleProcess } from './spin/two-phase-commit.ts';
import type { Subject } from './subjects/subject.ts';

/** A model that contenders explore. What it takes to explore it is loaded by the process that does. */
export interface BenchModel {
  readonly name: string;
  /** Models that differ in size only have one family; they are listed by size. */
  readonly family: string;
  readonly about: string;
  readonly load: () => Promise<Subject>;
  /** Has it several configurations, which are explored at once or one by one? */
  readonly many?: true;
  /** Too large for a usual run. */
  readonly huge?: true;
  /** Has it a liveness property? */
  readonly liveness?: true;
  /** The protocol in Promela, by hand. */
  readonly promela?: {
    /** The same states and transitions. */
    readonly singleProcess: () => string;
    /** Other states. */
    readonly processes: () => string;
  };
}

export const models: readonly BenchModel[] = [
  ...[5, 6, 7, 8, 9].map(twoPhaseCommit),
  ...[10, 11].map((n): BenchModel => ({ ...twoPhaseCommit(n), huge: true })),
  chainReplication(16, 3),
  chainReplication(20, 4),
  ...[8, 10, 12].map(philosophers),
  paimonCdc('small', { FAILURE: 1, DATA_ARRIVES: 1 }),
  paimonCdc('medium', {}),
  paimonCdc('large', { FAILURE: 3, DATA_ARRIVES: 3, CHECKPOINT_DUE: 6 }),
  {
    name: 'paimon-cdc-configurations',
    family: 'paimon-cdc-configurations',
    about:
      'the shipped model, all configurations with one table with fixed buckets on Flink 1.20 without a restart ' +
      'strategy; states are those of each configuration, summed',
    load: async () => (await import('./subjects/paimon-cdc.ts')).manyConfigurations(),
    many: true,
  },
];

function twoPhaseCommit(resourceManagers: number): BenchModel {
  return {
    name: `two-phase-commit-${resourceManagers}`,
    family: 'two-phase-commit',
    about: `Gray and Lamport's specification with ${resourceManagers} resource managers`,
    load: async () => (await import('./subjects/two-phase-commit.ts')).twoPhaseCommitSubject(resourceManagers),
    liveness: true,
    promela: {
      singleProcess: () => singleProcess(resourceManagers),
      processes: () => processes(resourceManagers),
    },
  };
}

function chainReplication(replicas: number, writes: number): BenchModel {
  return {
    name: `chain-replication-${replicas}`,
    family: 'chain-replication',
    about: `a wide state: ${replicas} replicas with lists, ${2 * (replicas - 1)} channels; ${writes} writes`,
    load: async () => (await import('./subjects/chain-replication.ts')).chainReplicationSubject(replicas, writes),
    liveness: true,
  };
}

function philosophers(n: number): BenchModel {
  return {
    name: `philosophers-${n}`,
    family: 'philosophers',
    about: `${n} dining philosophers, one of whom takes the forks in the other order`,
    load: async () => (await import('./subjects/philosophers.ts')).philosophersSubject(n),
    liveness: true,
  };
}

function paimonCdc(size: string, budgets: Readonly<Record<string, number>>): BenchModel {
  const changed = Object.entries(budgets).map(([name, budget]) => `${name}=${budget}`);
  return {
    name: `paimon-cdc-${size}`,
    family: 'paimon-cdc',
    about: `the shipped model, one configuration, ${changed.length === 0 ? 'its own budgets' : changed.join(' ')}`,
    load: async () => (await import('./subjects/paimon-cdc.ts')).oneConfiguration(budgets),
  };
}
