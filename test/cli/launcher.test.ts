import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../src/cli/lasso.js', import.meta.url));
const LAMP = fileURLToPath(new URL('models/lamp.ts', import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lasso-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const lasso = (...argv: string[]) => spawnSync(process.execPath, [LAUNCHER, ...argv], { cwd, encoding: 'utf8' });

describe('the launcher', () => {
  it('runs a model from its TypeScript, without colour and progress in a pipe', () => {
    const { status, stdout, stderr } = lasso('check', LAMP);
    expect(stderr).toBe('lasso: reading the model\nlasso: lamp: 10 configurations, 3 invariants\n');
    expect(status).toBe(12);
    expect(stdout).toContain('✗ violated  light-comes');
    expect(stdout).not.toContain('\u001b');
  });

  it('names the line where a model does not compile', () => {
    writeFileSync(join(cwd, 'package.json'), '{"type": "module"}');
    writeFileSync(join(cwd, 'broken.ts'), 'const fine: number = 1;\nexport const system = ;\n');
    const { status, stdout, stderr } = lasso('check', 'broken.ts');
    expect(stderr).toMatch(
      /^lasso: reading the model\nlasso: 'broken\.ts' does not compile: .*broken\.ts:2:\d+: [^\n]+\n$/,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});
