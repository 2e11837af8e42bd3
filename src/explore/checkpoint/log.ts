import { int32 } from '../column.ts';
import { fingerprint, fullness, type Tables } from './tables.ts';

/**
 * The nodes whose evaluation has filled some table, in their order. All numbers (of local states, events, contents,
 * effects, sets …) follow from this order alone, so evaluating these nodes again, and no others, gives the same numbers:
 * what machines and predicates are made of need not be written down.
 */
export class Log {
  /** Node and fingerprint of the tables after it, in turn. */
  readonly entries = int32();
  private readonly tables: Tables;
  private before: number;

  constructor(tables: Tables) {
    this.tables = tables;
    this.before = fullness(tables);
  }

  /** A node was evaluated the simple way. */
  evaluated(node: number): void {
    const now = fullness(this.tables);
    if (now === this.before) return;
    this.before = now;
    this.entries.push(node);
    this.entries.push(fingerprint(this.tables));
  }

  /** The tables have been filled again from its entries. */
  goOn(): void {
    this.before = fullness(this.tables);
  }
}
