/** What a scenario looks at, and what it leaves out: no release decides these, a scenario overrides them. */
export const scenarioFeatures = {
  'checkpoints-overlap': {
    about: 'The next checkpoint may be triggered while committers are still committing the last one: slow commits.',
    of: [true, false],
    from: () => false,
    source: 'A reduction of the scenarios that leave it off',
  },
  'keeps-restore-points': {
    about: 'A user may restore from older checkpoints and savepoints, so they are kept.',
    of: [true, false],
    from: () => false,
    source: 'execution.checkpointing.num-retained; a scenario that never restores from them need not keep them',
  },
} as const;
