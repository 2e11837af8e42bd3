import { describe, test } from 'vitest';
import { agreeOnSymmetricSystems, agreeOrRefuse } from './symmetry-agrees.ts';

const RUNS = Number(process.env.LASSO_RUNS ?? 8);

describe('symmetry reduction says what a run without it says', { timeout: 60_000 + RUNS * 1_000 }, () => {
  test('of random systems whose replicas speak of one another by messages', () => agreeOnSymmetricSystems(RUNS, false));
  test('… by messages and calls', () => agreeOnSymmetricSystems(RUNS, true));
  test('of random systems that are said to be symmetric, or is refused', () => agreeOrRefuse(RUNS));
});
