import { contenders } from './contenders.ts';
import { models } from './models.ts';
import { run } from './program.ts';

// So that what clears up at the end of the process gets its turn.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  models,
  contenders,
});
