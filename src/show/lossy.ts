import type { Lossy } from '../describe/result.ts';
import { counted, grouped, wrap } from './layout.ts';

/** How a run remembered states, and how likely it is that it left out some. */
export function lossyLines(lossy: Lossy, width: number): string[] {
  const { remembered, bytes, fill, omission, expectedOmissions } = lossy;
  const size = bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : `${grouped(Math.ceil(bytes / 2 ** 20))} MiB`;
  const [name, of] =
    lossy.fingerprintBits === undefined
      ? ['Bitstate', `by 3 bits each in ${size}, of which ${likelihood(fill)} are set`]
      : ['Hash compaction', `by ${lossy.fingerprintBits} bits each in ${size}, ${likelihood(fill)} full`];
  const about = `${name}: ${counted(remembered, 'state')} remembered ${of}.`;
  const left = `The probability that a state was left out is ${likelihood(omission)}`;
  const more =
    expectedOmissions < 0.5
      ? ''
      : `: about ${grouped(Number(expectedOmissions.toPrecision(2)))} are expected to be, and what only they lead to`;
  return wrap(`${about} ${left}${more}. What was not found may still exist, so nothing is said to hold.`, width);
}

/** `83 %`, `0.17 %`, `8.3e-8`; never 0 or 100 % where it is only near. */
function likelihood(p: number): string {
  if (p === 0) return '0';
  if (p < 0.001) return p.toExponential(1);
  if (p > 0.999) return p === 1 ? '100 %' : 'over 99.9 %';
  return `${Number((p * 100).toPrecision(2))} %`;
}
