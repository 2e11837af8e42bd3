import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Said, Told } from './child.ts';
import type { Measurement } from './measurement.ts';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));
/** MiB. The plain searches hold everything in the heap. */
const HEAP = 12_000;

/**
 * Runs one contender in a process of its own.
 * @throws Error where it fails, or ends without an answer
 */
export async function measureInChild(told: Extract<Told, { measure: string }>): Promise<Measurement> {
  const said = await ask(told, `${told.measure} on ${told.model}`);
  if ('measured' in said) return said.measured;
  throw new Error(`${told.measure} on ${told.model}: no measurement in ${JSON.stringify(said)}`);
}

/** A model in Promela, as this explorer exports it. */
export async function exportInChild(model: string): Promise<string> {
  const said = await ask({ export: 'promela', model }, `export of ${model}`);
  if ('exported' in said) return said.exported;
  throw new Error(`export of ${model}: no text in ${JSON.stringify(said)}`);
}

function ask(told: Told, what: string): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = fork(CHILD, { execArgv: [`--max-old-space-size=${HEAP}`] });
    child.on('message', (said: Said) => {
      if ('failed' in said) reject(new Error(`${what}: ${said.failed}`));
      else resolve(said);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      reject(new Error(`${what}: its process ended with ${signal ?? `code ${code}`} and no answer`));
    });
    child.send(told);
  });
}
