/** Tags: the operators beside a committer to the table, and to the committer. */

/** The committer's operator to its table: a tag `savepoint-n` for each snapshot with one of these identifiers. */
export interface CreateTags {
  readonly type: 'CREATE_TAGS';
  readonly table: number;
  readonly identifiers: readonly number[];
}

export interface DeleteTag {
  readonly type: 'DELETE_TAG';
  readonly table: number;
  readonly identifier: number;
}

/** TagAutoCreation.forceCreatingSnapshot to the committer that asks it. */
export interface TagDue {
  readonly type: 'TAG_DUE';
  readonly table: number;
  readonly due: boolean;
}
