import { always, eventually, type Invariant, invariant, type ViewOf } from '../../../src/index.ts';
import { processes } from '../../models/pair.ts';

export const system = processes(4);

type State = ViewOf<typeof system>;

const notAllPaused = ({ process }: State) => !process.every((p) => p.matches('paused'));
const firstRuns = ({ process }: State) => process[0]!.matches('running');

export const invariants: readonly Invariant[] = [
  invariant({ name: 'not-all-paused', about: 'Somebody does not pause.', holds: always(notAllPaused) }),
  invariant({ name: 'first-runs', about: 'The first runs, at some time.', holds: eventually(firstRuns) }),
  invariant({ name: 'first-never-loads', about: 'The first does not run.', holds: always(firstRuns) }),
];
