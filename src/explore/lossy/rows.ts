import { bitsFor, Layout } from '../layout.ts';

/** Rows in a block. */
const ROWS = 1024;

/** Some rows, packed in the same way. */
interface Block {
  readonly layout: Layout;
  readonly data: Uint32Array;
  /** Rows taken from its start. */
  taken: number;
  /** Rows written. */
  end: number;
}

/**
 * States that wait: rows of whole numbers from 0, put in at the end and taken from either end. They lie in blocks, which
 * are let go of when they are empty, each with as many bits for a field as the values before it needed.
 */
export class Rows {
  /** Number of rows. */
  size = 0;
  private blocks: Block[] = [];
  /** The first block that has not been let go of. */
  private front = 0;
  private bits: Uint8Array;

  /** @param fields number of fields of a row */
  constructor(fields: number) {
    this.bits = new Uint8Array(fields).fill(1);
  }

  push(values: Int32Array): void {
    let block = this.blocks[this.blocks.length - 1];
    if (block === undefined || block.end === ROWS) block = this.open();
    for (;;) {
      if (write(block, values)) {
        this.size++;
        return;
      }
      this.bits = this.bits.map((width, f) => Math.max(width, bitsFor(values[f]! + 1)));
      block = this.open();
    }
  }

  /** Takes the row that was put in first; false where there is none. */
  shift(values: Int32Array): boolean {
    if (this.size === 0) return false;
    let block = this.blocks[this.front]!;
    while (block.taken === block.end) {
      this.blocks[this.front++] = EMPTY;
      block = this.blocks[this.front]!;
    }
    if (this.front > 1024 && this.front * 2 > this.blocks.length) {
      this.blocks = this.blocks.slice(this.front);
      this.front = 0;
    }
    read(block, block.taken++, values);
    this.size--;
    return true;
  }

  /** Takes the row that was put in last; false where there is none. */
  pop(values: Int32Array): boolean {
    if (this.size === 0) return false;
    let block = this.blocks[this.blocks.length - 1]!;
    while (block.taken === block.end) {
      this.blocks.pop();
      block = this.blocks[this.blocks.length - 1]!;
    }
    read(block, --block.end, values);
    this.size--;
    return true;
  }

  private open(): Block {
    const layout = new Layout(this.bits);
    const block = { layout, data: new Uint32Array(layout.words * ROWS), taken: 0, end: 0 };
    this.blocks.push(block);
    return block;
  }
}

/** Writes a row at the end of a block; false where a value does not fit. */
function write(block: Block, values: Int32Array): boolean {
  const { layout, data, end } = block;
  const at = end * layout.words;
  for (let w = 0; w < layout.words; w++) data[at + w] = 0;
  for (let f = 0; f < values.length; f++) {
    const value = values[f]!;
    if (value >= layout.limit[f]!) return false;
    data[at + layout.word[f]!]! |= value << layout.shift[f]!;
  }
  block.end++;
  return true;
}

function read({ layout, data }: Block, row: number, values: Int32Array): void {
  const at = row * layout.words;
  for (let f = 0; f < values.length; f++) values[f] = layout.value(data, at, f);
}

const EMPTY: Block = { layout: new Layout(new Uint8Array(1)), data: new Uint32Array(0), taken: 0, end: 0 };
