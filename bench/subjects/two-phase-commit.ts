import { invariant, leadsTo } from '../../src/describe/properties.ts';
import type { System } from '../../src/describe/system.ts';
import { allKnow, consistent, isDecided, twoPhaseCommit } from '../../test/models/two-phase-commit.ts';
import { type Subject, subjectOf } from './subject.ts';

export function twoPhaseCommitSubject(resourceManagers: number): Subject {
  const liveness = invariant({
    name: 'a-decision-reaches-everyone',
    about: 'When the transaction manager has decided, all resource managers come to know.',
    holds: leadsTo(isDecided, allKnow),
  });
  return subjectOf(() => twoPhaseCommit(resourceManagers) as unknown as System, consistent, liveness);
}
