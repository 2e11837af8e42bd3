import { clean } from '../layout.ts';
import { graphemes, widthOf } from './widths.ts';

/** How a piece of text is set; the writer of the picture gives each tone its colour and weight. */
export type Tone = 'name' | 'event' | 'fault' | 'guard' | 'action' | 'quiet';

/** Text in one tone. */
export interface Run {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of text, measured. */
export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
}

/** The font sizes of the tones, in pixels, and the height of one line. */
export const SIZE = 12;
const NAME_SIZE = 14;
export const LINE = 16;
const BOLD: readonly Tone[] = ['name', 'event', 'fault'];

/** Longer names are cut: nobody reads them in a picture, and the tooltip has them. */
const LONGEST = 120;

export const sizeOf = (tone: Tone): number => (tone === 'name' ? NAME_SIZE : SIZE);
export const isBold = (tone: Tone): boolean => BOLD.includes(tone);
export const measured = (text: string, tone: Tone): number => widthOf(text, sizeOf(tone), isBold(tone));

/** One run of harmless text, cut where it is very long. */
export function run(text: string, tone: Tone, longest = LONGEST): Run {
  const letters = graphemes(clean(text));
  return { text: letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : letters.join(''), tone };
}

/** One line for several runs, or as many as they need: each run begins a line of its own then. */
export function oneLineOrEach(runs: readonly Run[], most: number): Line[] {
  const line = lineOf(runs.flatMap((r, i) => (i === 0 ? [r] : [{ text: ' ', tone: r.tone }, r])));
  return line.width <= most ? [line] : runs.flatMap((r) => wrapRun(r, most));
}

/** Breaks a run into lines, at spaces where it can, and within a word that is too long for a line. */
export function wrapRun({ text, tone }: Run, most: number): Line[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((w) => pieces(w, tone, most))) {
    const longer = line === '' ? word.text : `${line}${word.glued ? '' : ' '}${word.text}`;
    if (line !== '' && measured(longer, tone) > most) {
      lines.push(line);
      line = word.text;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((l) => lineOf([{ text: l, tone }]));
}

/** A word, or the parts of one that is too long: before capitals, after marks, and otherwise anywhere. */
function pieces(word: string, tone: Tone, most: number): { text: string; glued: boolean }[] {
  if (measured(word, tone) <= most) return [{ text: word, glued: false }];
  const parts = word.split(/(?<=[_.\-/:,])|(?<=\p{Ll})(?=\p{Lu})/u).flatMap((part) => {
    if (measured(part, tone) <= most) return [part];
    const cut: string[] = [''];
    for (const letter of graphemes(part)) {
      if (measured(cut.at(-1) + letter, tone) > most) cut.push(letter);
      else cut[cut.length - 1] += letter;
    }
    return cut;
  });
  return parts.map((text, i) => ({ text, glued: i > 0 }));
}

function lineOf(runs: readonly Run[]): Line {
  return { runs, width: runs.reduce((sum, { text, tone }) => sum + measured(text, tone), 0) };
}

export const widestLine = (lines: readonly Line[]): number => Math.max(0, ...lines.map((l) => l.width));
