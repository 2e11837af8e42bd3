/**
 * How the parts of a job with Paimon's sink are connected. A scenario takes the groups that it needs, and connects the
 * parts that it adds.
 */

export const TABLES = 2;
/** What the replica of a table's writer, committer, storage or store is told when it is built. */
export const input = (table: number) => ({ table });
/** A message about a table goes to the replica of that table. */
export const ofTable = (message: { readonly type: string; readonly table?: number }) => message.table ?? 0;

/** The JobManager: its parts call each other. */
export const insideJobManager = {
  submission: { kind: 'call', from: 'client', to: 'jobmaster', events: ['SUBMIT_JOB'] },
  scheduling: {
    kind: 'call',
    from: 'jobmaster',
    to: 'coordinator',
    events: ['RESTORE_LATEST_CHECKPOINT', 'ALL_TASKS_RUNNING', 'SUSPEND', 'SHUT_DOWN'],
  },
  retention: {
    kind: 'call',
    from: 'coordinator',
    to: 'storage',
    events: ['KEEP_PENDING', 'DISCARD_PENDING', 'DISCARD_ALL'],
  },
} as const;

/** The JobManager to the source and the committers, and back. */
export const betweenJobManagerAndTasks = {
  cancelSource: { kind: 'call', from: 'jobmaster', to: 'source', events: ['CANCEL'] },
  cancelCommitters: { kind: 'call', from: 'jobmaster', to: 'committer', events: ['CANCEL'] },
  toSource: { kind: 'call', from: 'coordinator', to: 'source', events: ['DEPLOY_SOURCE', 'BARRIER', 'NOTIFY_SOURCE'] },
  toCommitter: {
    kind: 'call',
    from: 'coordinator',
    to: 'committer',
    events: ['DEPLOY_COMMITTER', 'NOTIFY_CHECKPOINT_COMPLETE'],
    replica: ofTable,
  },
  aborts: { kind: 'call', from: 'coordinator', to: 'committer', events: ['NOTIFY_CHECKPOINT_ABORTED'] },
  taskStates: { kind: 'call', from: 'committer', to: 'jobmaster', events: ['TASK_RUNNING'] },
  taskFailures: {
    kind: 'fifo',
    from: 'committer',
    to: 'jobmaster',
    events: ['TASK_FAILED'],
    capacity: 1,
    about: 'Under way: the task has failed, and the JobManager does not know yet.',
  },
  sourceAcknowledges: { kind: 'call', from: 'source', to: 'coordinator', events: ['SOURCE_ACKNOWLEDGES'] },
  committerAcknowledges: { kind: 'call', from: 'committer', to: 'coordinator', events: ['COMMITTER_ACKNOWLEDGES'] },
  readsState: { kind: 'call', from: 'committer', to: 'storage', events: ['READ_STATE'], replica: ofTable },
} as const;

/** A committer whose operator is not wrapped in another one. */
export const ofBareCommitter = {
  notificationsHandled: { kind: 'call', from: 'committer', to: 'coordinator', events: ['NOTIFICATION_HANDLED'] },
  writesState: { kind: 'call', from: 'committer', to: 'storage', events: ['WRITE_STATE'], replica: ofTable },
  restoresState: { kind: 'call', from: 'storage', to: 'committer', events: ['STATE'], replica: ofTable },
} as const;

/** Writers of a sink. */
export const ofWriters = {
  cancelWriters: { kind: 'call', from: 'jobmaster', to: 'writer', events: ['CANCEL'] },
  toWriters: { kind: 'call', from: 'coordinator', to: 'writer', events: ['DEPLOY_WRITER'] },
  records: { kind: 'call', from: 'source', to: 'writer', events: ['RECORDS'], replica: ofTable },
  barriers: { kind: 'call', from: 'source', to: 'writer', events: ['BARRIER'] },
  committables: {
    kind: 'call',
    from: 'writer',
    to: 'committer',
    events: ['COMMITTABLE_AND_BARRIER'],
    replica: ofTable,
  },
  reads: { kind: 'call', from: 'writer', to: 'store', events: ['READ_LATEST_SNAPSHOT'], replica: ofTable },
  latestSnapshot: { kind: 'call', from: 'store', to: 'writer', events: ['LATEST_SNAPSHOT'], replica: ofTable },
} as const;

/** A message about one of several writers of a table goes to the replica of that writer. */
const ofWriter = (message: { readonly type: string; readonly writer?: number }) => message.writer ?? 0;

/** Writers of one table, whose input ends. */
export const ofSeveralWriters = {
  ...ofWriters,
  records: { kind: 'call', from: 'source', to: 'writer', events: ['RECORDS', 'END_OF_DATA'], replica: ofWriter },
  committables: {
    kind: 'call',
    from: 'writer',
    to: 'committer',
    events: ['COMMITTABLE_AND_BARRIER', 'COMMITTABLE_AND_END_OF_DATA'],
    replica: ofTable,
  },
  latestSnapshot: { kind: 'call', from: 'store', to: 'writer', events: ['LATEST_SNAPSHOT'], replica: ofWriter },
} as const;

/** A committer and its table. */
export const ofTables = {
  filter: { kind: 'call', from: 'committer', to: 'store', events: ['FILTER_COMMITTED'], replica: ofTable },
  committedUpTo: { kind: 'call', from: 'store', to: 'committer', events: ['COMMITTED_UP_TO'], replica: ofTable },
  commits: {
    kind: 'fifo',
    from: 'committer',
    to: 'store',
    events: ['COMMIT'],
    replica: ofTable,
    capacity: 1,
    about: 'Under way: the snapshot does not exist yet. A committer that dies takes its commit with it.',
  },
  commitAnswers: {
    kind: 'fifo',
    from: 'store',
    to: 'committer',
    events: ['COMMITTED'],
    replica: ofTable,
    capacity: 1,
    about: 'Under way: the snapshot exists, and the committable is still pending.',
  },
} as const;

/** What happens from outside, without budgets. */
export const outside = {
  NEXT_STATEMENT: { to: 'client', fairness: 'weak', about: 'The next statement of the client.' },
  CHECKPOINT_COMPLETES: {
    to: 'coordinator',
    fairness: 'weak',
    about: 'The last acknowledgement is processed: the checkpoint is in the store.',
  },
} as const;

/** A commit that throws. */
export const ofRefusals = {
  refusals: {
    kind: 'fifo',
    from: 'store',
    to: 'committer',
    events: ['COMMIT_REFUSED'],
    replica: ofTable,
    capacity: 1,
    about: 'Under way: the commit throws.',
  },
} as const;

/** The notifications of a job with one table. */
export const ofOneTable = {
  NOTIFICATION_ARRIVES: {
    to: 'coordinator',
    variants: [{ table: 0 }],
    fairness: 'weak',
    about: 'The committer is told that the checkpoint is complete.',
  },
} as const;

/** One fault: a TaskManager is lost. */
export const ofOneFailure = {
  FAILURE: {
    to: 'jobmaster',
    variants: [{ cause: 'TaskManager lost' }],
    budget: 1,
    fairness: 'none',
    fault: true,
    about: 'A TaskManager dies: every task is restarted.',
  },
} as const;
