import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progressBar, progressText } from '../../src/show/progress.ts';

const progress = (seconds: number) => ({ states: 705_408, transitions: 1, frontier: 20_113, depth: 31, seconds });

/** A stream that remembers what was written to it. */
function stream(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  const through = new PassThrough();
  const text = { all: '' };
  through.on('data', (chunk: Buffer) => {
    text.all += chunk.toString();
  });
  const terminal = Object.assign(through, { isTTY, columns: 100, cursorTo: () => true, clearLine: () => true });
  return { stream: terminal as unknown as NodeJS.WriteStream, written: () => text.all };
}

describe('progress', () => {
  it('says how many states, how fast, and how much is known to be left', () => {
    expect(progressText(progress(5))).toBe('705,408 states, 141,000/s, frontier 20,113, depth 31, 5.0 s');
  });

  it('is silent in a pipe', () => {
    const { stream: pipe, written } = stream(false);
    const bar = progressBar(pipe);
    bar.update(progress(5));
    bar.stop();
    expect(written()).toBe('');
  });

  it('is not shown for a short run', async () => {
    const { stream: terminal, written } = stream(true);
    const bar = progressBar(terminal);
    bar.update(progress(0.2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    bar.stop();
    expect(written()).toBe('');
  });
});
