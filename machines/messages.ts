/** What the components say to each other, by subject: types, and nothing to run but one constant. */

export type * from './messages/checkpoint-coordinator.ts';
export type * from './messages/checkpoints.ts';
export type * from './messages/commit.ts';
export type * from './messages/coordinator-commit.ts';
export * from './messages/data-flow.ts';
export type * from './messages/files.ts';
export type * from './messages/job.ts';
export type * from './messages/sinks.ts';
export type * from './messages/tags.ts';
