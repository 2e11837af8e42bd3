import { columnsOf } from '../layout.ts';

/**
 * The fonts of pictures: Arial and fonts with the same widths, so that text can be measured here, without a browser.
 * Where a reader has none of them, `textLength` in the SVG fits the text to what was measured.
 */
export const FONTS = "Arial, Helvetica, 'Liberation Sans', 'Nimbus Sans', sans-serif";

// Widths of the characters from space to '~', in thousandths of the font size.
const REGULAR =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 ' +
  '584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 ' +
  '667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 ' +
  '278 556 500 722 500 500 500 334 260 334 584';
const BOLD =
  '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 ' +
  '584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 ' +
  '667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 ' +
  '333 611 556 778 556 556 500 389 280 389 584';
const TABLES = { regular: REGULAR.split(' ').map(Number), bold: BOLD.split(' ').map(Number) };

/** Room for one column of any other script: more than most characters need. */
const OTHER = 720;

/** The width of text on one line, in pixels. Exact for ASCII; for other scripts rather too much than too little. */
export function widthOf(text: string, size: number, bold = false): number {
  const table = bold ? TABLES.bold : TABLES.regular;
  let sum = 0;
  for (const { segment } of SEGMENTS.segment(text)) {
    sum +=
      table[segment.charCodeAt(0) - 32] !== undefined && segment.length === 1
        ? table[segment.charCodeAt(0) - 32]!
        : columnsOf(segment) * OTHER;
  }
  return (sum * size) / 1000;
}

const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text as the characters that a reader sees. */
export const graphemes = (text: string): string[] => [...SEGMENTS.segment(text)].map(({ segment }) => segment);

/** Is every character measured exactly? */
export const isMeasured = (text: string): boolean => /^[ -~]*$/.test(text);
