import type { Message } from '../describe/result.ts';
import { canonical, NotPlainError } from './plain.ts';

/** Events by number: each different event (type and payload) once, frozen. Number 0 is no event. */
export class Events {
  private readonly events: Message[] = [{ type: '' }];
  /** For the number of a timer's event, the id of the timer; absent for messages. */
  private readonly timers = new Map<number, string>();
  private readonly numbers = new Map<string, number>();
  /** By number, what an event is, as text. */
  private readonly texts: string[] = [''];

  get size(): number {
    return this.events.length;
  }

  get(event: number): Message {
    return this.events[event]!;
  }

  /** The order of two events by what they are: the same in each exploration, whatever their numbers. */
  compare(a: number, b: number): number {
    const [one, other] = [this.texts[a]!, this.texts[b]!];
    return one < other ? -1 : one > other ? 1 : 0;
  }

  timerOf(event: number): string | undefined {
    return this.timers.get(event);
  }

  /**
   * The number of an event.
   * @param refuse throws a mistake that says where; called where its payload is not plain data
   */
  number(event: Message, refuse: (what: string) => never): number {
    let key: string;
    try {
      key = canonical(event, event?.type ?? 'itself');
    } catch (error) {
      if (!(error instanceof NotPlainError)) throw error;
      return refuse(`the event ${error.message}; an event must be plain data`);
    }
    return this.intern(key, event);
  }

  /** The number of "timer `id` fires, which gives `event`". */
  timer(id: string, event: Message): number {
    const number = this.intern(`timer ${id} ${canonical(event, event.type)}`, event);
    this.timers.set(number, id);
    return number;
  }

  private intern(key: string, event: Message): number {
    let n = this.numbers.get(key);
    if (n === undefined) {
      n = this.events.push(event) - 1;
      this.texts.push(key);
      this.numbers.set(key, n);
    }
    return n;
  }
}
