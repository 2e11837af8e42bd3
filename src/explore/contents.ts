import { PairTable } from './pairs.ts';

/**
 * Contents of channels, numbered: a list of event numbers each, 0 for the empty one. What is put into and
 * taken out of a content is computed once and looked up afterwards.
 *
 * `order` decides what a content is: `queue` keeps the order of arrival, `bag` sorts, `board` sorts and keeps
 * each event once. Sorted by what the events are, not by their numbers: the order in which they may be delivered, and with it
 * which of several shortest paths is found first, does not depend on what was explored before.
 */
export class Contents {
  private readonly lists: (readonly number[])[] = [[]];
  private readonly numbers = new Map<string, number>([['', 0]]);
  private readonly puts = new PairTable();
  private readonly takes = new PairTable();
  private readonly order: 'queue' | 'bag' | 'board';
  private readonly compare: (a: number, b: number) => number;

  /** @param compare the order of two events by what they are */
  constructor(order: 'queue' | 'bag' | 'board', compare: (a: number, b: number) => number) {
    this.order = order;
    this.compare = compare;
  }

  /** Number of contents so far. */
  get size(): number {
    return this.lists.length;
  }

  /** The events of a content. */
  list(content: number): readonly number[] {
    return this.lists[content]!;
  }

  /** The content with one more event. */
  put(content: number, event: number): number {
    const known = this.puts.get(content, event);
    if (known !== 0) return known - 1;
    const list = this.lists[content]!;
    const twice = this.order === 'board' && list.includes(event);
    const longer = twice ? list : [...list, event];
    const result = this.number(this.order === 'queue' ? longer : [...longer].sort(this.compare));
    this.puts.set(content, event, result + 1);
    return result;
  }

  /** The content with one event less: the first of its kind. */
  take(content: number, event: number): number {
    const known = this.takes.get(content, event);
    if (known !== 0) return known - 1;
    const list = [...this.lists[content]!];
    list.splice(list.indexOf(event), 1);
    const result = this.number(list);
    this.takes.set(content, event, result + 1);
    return result;
  }

  private number(list: readonly number[]): number {
    const key = list.join(' ');
    let n = this.numbers.get(key);
    if (n === undefined) {
      n = this.lists.push(list) - 1;
      this.numbers.set(key, n);
    }
    return n;
  }
}
