import { writeParts } from '../../src/explore/checkpoint/file.ts';

/** Writes one file again and again, each time with other contents, until it is killed. */
const [path = ''] = process.argv.slice(2);
for (let round = 1; ; round++) {
  await writeParts(path, { round }, [
    ['one', new Int32Array(200_000).fill(round)],
    ['two', new Uint8Array(100_000).fill(round)],
  ]);
  if (round === 1) process.stdout.write('ready\n');
}
