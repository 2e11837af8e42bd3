/** Sinks of other connectors: Flink's operators to the connector, and the connector to its external system. */
import type { Committable } from './data-flow.ts';

/** A sink with transactions of its own to the external system: commit what was pre-committed at that checkpoint. */
export interface CommitTransaction {
  readonly type: 'COMMIT_TRANSACTION';
  readonly table: number;
  readonly transaction: Committable;
  /** Ghost: the checkpoints at whose barriers what it holds was handed over, if anything. */
  readonly epochs: readonly number[];
}

/** Flink's CommitterOperator to the connector's Committer: the CommitRequests of one checkpoint, or of the end of input. */
export interface CommitRequests {
  readonly type: 'COMMIT_REQUESTS';
  readonly table: number;
  readonly committable: Committable;
  /** CommitRequest.getNumberOfRetries: in this attempt. */
  readonly retries: number;
}

/** What has become of them: signalAlreadyCommitted, retryLater, or an exception that fails the task. */
export interface CommitRequestsDone {
  readonly type: 'COMMIT_REQUESTS_DONE';
  readonly table: number;
  readonly outcome: 'committed' | 'retry later' | 'exception';
}
