/** What a scenario looks at, and what it leaves out: no release decides these, a scenario overrides them. */
export const scenarioFeatures = {
  'checkpoints-overlap': {
    about: 'The next checkpoint may be triggered while committers are still committing the last one: slow commits.',
    of: [true, false],
    from: () => false,
    source: 'A reduction of the scenarios that leave it off',
  },
  'one-committer': {
    about: 'The committables of all tables come to one committer.',
    of: [true, false],
    from: () => false,
    source:
      'MultiTableCommittableChannelComputer: a hash of the name chooses the subtask. FlinkCdcMultiTableSink has one until 0.5.0, as many as its input since 0.6.0 (#2133); MultiTablesCompactorSink one until 0.8.2',
  },
  'looks-at-watermarks': {
    about: 'The watermark goes through the committer into the snapshots.',
    of: [true, false],
    from: () => false,
    source: 'A reduction of the scenarios that leave it off',
  },
  'looks-at-files': {
    about: 'Each snapshot and each file of a table is kept in mind, not only which data is in it.',
    of: [true, false],
    from: () => false,
    source: 'A reduction of the scenarios that leave it off',
  },
  'writers-compact': {
    about: 'Each flush starts a compaction, so that a committable may have a COMPACT half.',
    of: [true, false],
    from: () => false,
    source: 'changelog-producer=lookup, with or without lookup-wait; a reduction of the scenarios that leave it off',
  },
  'makes-tags': {
    about: 'A snapshot of a table may be tagged, so the identifier of each of them is kept.',
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
