import { Mistake } from '../../describe/mistake.ts';
import type { Column } from '../column.ts';
import type { Enumerator } from '../enumerate.ts';
import { inSandbox } from '../sandbox.ts';
import type { Stepper } from '../stepper.ts';
import type { Store } from '../store.ts';
import type { Witnesses } from '../witnesses.ts';
import type { Numbers, PartsFile } from './file.ts';
import { Log } from './log.ts';
import { digests, fingerprint, type Tables } from './tables.ts';

/** How far an exploration has come. */
export interface Place {
  states: number;
  transitions: number;
  stutters: number;
  depth: number;
  cursor: number;
  levelEnd: number;
  firstLate: number;
}

/** An exploration, as far as a checkpoint needs to see it. */
export interface Exploration {
  readonly tables: Tables;
  readonly enumerator: Enumerator;
  readonly stepper: Stepper;
  readonly setField: number;
  readonly store: Store;
  readonly parents: Column<Int32Array>;
  readonly faultCounts: Column<Uint8Array>;
  readonly flags: Column<Uint8Array>;
  readonly initial: readonly number[];
  readonly witnesses: Witnesses;
  readonly place: Place;
  /** The parts of split nodes that wait for the end of the level. */
  readonly late: readonly number[];
  /** Everything has been put where an earlier exploration was: goes on from there. */
  goOn(place: Place, late: number[]): void;
}

/** What a checkpoint says of an exploration besides its columns. */
export interface Head {
  readonly place: Place;
  readonly nodes: number;
  readonly initial: readonly number[];
  /** Bits of each field. */
  readonly layout: readonly number[];
  /** See `digests`. */
  readonly tables: Readonly<Record<string, string>>;
}

export function headOf({ tables, store, place, initial }: Exploration): Head {
  return {
    place: { ...place },
    nodes: store.size,
    initial,
    layout: [...store.layout.bits],
    tables: digests(tables),
  };
}

/** The columns of an exploration, as they lie in memory: nothing large is copied. */
export function* columnsOf(exploration: Exploration, log: Log): Generator<readonly [string, Numbers]> {
  const { store, parents, faultCounts, flags, witnesses, late } = exploration;
  const used = (column: Column<Int32Array> | Column<Uint8Array>) => column.array.subarray(0, column.length);
  yield ['log', used(log.entries)];
  for (const [f, code] of store.codes.entries()) {
    if (code.grows) yield [`codes ${f}`, code.values.subarray(0, code.size)];
  }
  yield ['rows', store.rows.subarray(0, store.size * store.layout.words)];
  yield ['parents', used(parents)];
  yield ['faults', used(faultCounts)];
  yield ['flags', used(flags)];
  yield ['late', Int32Array.from(late)];
  yield ['witnesses of states', witnesses.written.states];
  yield ['witnesses of steps', witnesses.written.steps];
}

/**
 * Puts an exploration that has just started where another one was: reads its columns, and evaluates again the nodes that had
 * filled its tables.
 * @returns the log, which goes on from there
 * @throws DamagedFile; Mistake where the model does not say about these nodes what it said then
 * Time: that of the user code of the exploration so far, and of reading the file. Memory: that of the exploration.
 */
export async function restore(exploration: Exploration, head: Head, file: PartsFile): Promise<Log> {
  const { store, parents, faultCounts, flags, witnesses, tables } = exploration;
  const log = new Log(tables);
  const started = [store.size, ...exploration.initial].join(' ');
  const whole = async (name: string) => {
    const numbers = new Int32Array(file.bytes(name) / 4);
    await file.read(name, numbers);
    return numbers;
  };
  const fill = async (name: string, column: Column<Int32Array> | Column<Uint8Array>) => {
    column.length = 0;
    column.extend(file.bytes(name) / column.array.BYTES_PER_ELEMENT);
    await file.read(name, column.array.subarray(0, column.length));
  };
  if (started !== [head.initial.length, ...head.initial].join(' ')) throw foreign('it starts in other states');
  await fill('log', log.entries);
  const codes: Int32Array[] = [];
  for (const [f, { grows }] of store.codes.entries()) codes.push(grows ? await whole(`codes ${f}`) : new Int32Array(0));
  store.restore(codes, Uint8Array.from(head.layout), head.nodes);
  await file.read('rows', store.rows.subarray(0, head.nodes * store.layout.words));
  await fill('parents', parents);
  await fill('faults', faultCounts);
  await fill('flags', flags);
  witnesses.restore(await whole('witnesses of states'), await whole('witnesses of steps'));
  const late = Array.from(await whole('late'));
  store.restored();
  inSandbox(() => replay(exploration, log));
  compare(head.tables, digests(tables));
  log.goOn();
  exploration.goOn(head.place, late);
  return log;
}

/** Evaluates the nodes of a log again, one after the other, and adds nothing to the store. */
function replay({ store, stepper, enumerator, tables, setField }: Exploration, log: Log): void {
  const entries = log.entries.array;
  for (let i = 0; i < log.entries.length; i += 2) {
    store.read(entries[i]!, stepper.base);
    stepper.set = stepper.base[setField]!;
    const question = enumerator.node();
    if (question !== 0) tables.sets.divide(stepper.set, question);
    if (fingerprint(tables) === entries[i + 1]) continue;
    throw foreign(`state ${entries[i]! + 1} is not evaluated as it was then`);
  }
}

function compare(then: Head['tables'], now: Head['tables']): void {
  const name = Object.keys({ ...then, ...now }).find((table) => then[table] !== now[table]);
  if (name !== undefined) throw foreign(`it differs in the ${name}`);
}

function foreign(why: string): Mistake {
  return new Mistake(`is of another model, or the model has changed since: ${why}`);
}
