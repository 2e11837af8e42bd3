/** What the commit in the JobManager depends on: `sink.coordinator-commit.enabled`, since Paimon 2.0.0 (#8401). */
export const coordinatorCommitFeatures = {
  'jobmanager-commits': {
    about: 'The sink commits in an OperatorCoordinator, which is told of checkpoints by a call in the JobManager.',
    of: [true, false],
    from: () => false,
    source: 'sink.coordinator-commit.enabled of append tables without buckets; a scenario of its own',
  },
  'coordinator-fails-on-purpose': {
    about: 'The coordinator fails the job on purpose after it has committed what was restored.',
    of: [true, false],
    from: () => true,
    source:
      'CommittingWriteOperatorCoordinator.recover: failoverAfterRecovery, true in RowAppendTableSink of 2.0.0 (#8401); without it on master (#8970)',
  },
  'writers-forget-when-told': {
    about: 'A writer forgets what it handed over when it is told that the checkpoint is complete, committed or not.',
    of: [true, false],
    from: () => true,
    source: 'CoordinatorCommittingRowDataStoreWriteOperator.notifyCheckpointComplete, 2.0.0 (#8401) and master',
  },
} as const;
