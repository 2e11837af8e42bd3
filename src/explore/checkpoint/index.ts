import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '../../describe/mistake.ts';
import { DamagedFile, draftOf, PartsFile, writeParts } from './file.ts';
import { differenceOf, type Identity } from './identity.ts';
import { columnsOf, type Exploration, type Head, headOf, restore } from './kept.ts';
import { Log } from './log.ts';

export { type Identity, identityOf } from './identity.ts';
export type { Exploration, Place } from './kept.ts';
export type { Log } from './log.ts';

/** The form of a checkpoint: another one is refused. */
const FORMAT = 'lasso-checkpoint-1';
const FILE = 'checkpoint';

/** Writing takes at most this part of the time. */
const SHARE = 0.1;
const DEFAULT_SECONDS = 60;

/** Where checkpoints go, and whether a run continues one. */
export interface CheckpointChoice {
  /** The folder of the checkpoint; of one run only. */
  readonly folder: string;
  /** How it is called in messages; default the path. */
  readonly called?: string;
  /** `always`: there must be one; `if there is one`: otherwise the run begins; `never`: there must be none. */
  readonly resume: 'always' | 'if there is one' | 'never';
  /** The time between two, at least; default 60. Longer where writing would otherwise take more than a tenth of the time. */
  readonly seconds?: number;
  /** A digest of the sources of the model, where they are known. */
  readonly sources?: string;
  /** Called where one cannot be written: the run goes on, and the one before stays. */
  readonly onFailure?: (why: string) => void;
}

interface Document extends Head {
  readonly format: typeof FORMAT;
  readonly version: string;
  readonly identity: Identity;
  /** Time spent so far. */
  readonly seconds: number;
}

/**
 * The checkpoints of one run: one file, `checkpoint` in a folder, which is replaced by the next one. At any moment it is
 * whole: the next one is written beside it, and renamed when all of it is on the disk.
 *
 * Machines, snapshots and decision trees are not in it: they are computed again from the nodes that had filled them (see
 * `Log`). So it is as large as the packed states, 4 bytes each for their parents, and a few besides.
 */
export class Checkpoints {
  /** Seconds that earlier runs took to come as far as this one began. */
  secondsBefore = 0;
  /** The file, where this run has written one or has begun with one. */
  file: string | undefined;
  private readonly choice: CheckpointChoice;
  private readonly identity: Identity;
  private readonly version: string;
  private readonly path: string;
  private log: Log | undefined;
  private begun = 0;
  /** When the last one was written, and when the next one is. */
  private last = 0;
  private next = 0;

  /** @throws Mistake where the folder cannot be written to, or has a checkpoint although the run does not continue one */
  constructor(choice: CheckpointChoice, identity: Identity, version: string) {
    this.choice = choice;
    this.identity = choice.sources === undefined ? identity : { ...identity, 'sources of the model': choice.sources };
    this.version = version;
    this.path = join(choice.folder, FILE);
    const { folder, called = folder, resume } = choice;
    const exists = existsSync(this.path);
    if (resume === 'always' && !exists) {
      throw new Mistake(`there is no checkpoint in '${called}': '--checkpoint ${called}' begins a run that writes one`);
    }
    if (resume === 'never' && exists) {
      throw new Mistake(
        `there is a checkpoint in '${called}' already: continue it with '--resume ${called}', or remove the folder`,
      );
    }
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(draftOf(this.path), '');
      rmSync(draftOf(this.path));
    } catch (error) {
      throw new Mistake(`checkpoints cannot be written to '${called}': ${reasonOf(error)}`);
    }
  }

  /** Is it time for the next one? */
  get isDue(): boolean {
    return performance.now() >= this.next;
  }

  /**
   * An exploration has started: puts it where the checkpoint is, if there is one.
   * @returns the log that it is to keep from here on
   * @throws Mistake where the checkpoint is damaged, of another version of Lasso, or of another exploration
   */
  async begin(exploration: Exploration): Promise<Log> {
    this.begun = performance.now();
    this.log = existsSync(this.path) ? await this.load(exploration) : new Log(exploration.tables);
    this.last = performance.now();
    this.next = this.last + this.interval;
    return this.log;
  }

  /** Writes one. Where it cannot be written, the one before stays. */
  async save(exploration: Exploration): Promise<void> {
    const started = performance.now();
    const document: Document = {
      format: FORMAT,
      version: this.version,
      identity: this.identity,
      seconds: this.secondsBefore + (started - this.begun) / 1000,
      ...headOf(exploration),
    };
    try {
      await writeParts(this.path, document, columnsOf(exploration, this.log!));
      this.file = this.path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      this.choice.onFailure?.(`the checkpoint in '${this.called}' cannot be written: ${reasonOf(error)}`);
    }
    this.last = performance.now();
    this.next = this.last + Math.max(this.interval, ((this.last - started) * (1 - SHARE)) / SHARE);
  }

  /**
   * The exploration is over: writes the last one, unless it is complete and took less than an interval. What follows (the
   * verdicts, the traces) may take long, too.
   */
  async end(exploration: Exploration, complete: boolean): Promise<void> {
    if (complete && this.file === undefined && performance.now() - this.begun < this.interval) return;
    await this.save(exploration);
  }

  private get called(): string {
    return this.choice.called ?? this.choice.folder;
  }

  private get interval(): number {
    return (this.choice.seconds ?? DEFAULT_SECONDS) * 1000;
  }

  private async load(exploration: Exploration): Promise<Log> {
    const { called } = this;
    let file: PartsFile | undefined;
    try {
      file = await PartsFile.open(this.path);
      const document = this.accepted(file.head as Document);
      const log = await restore(exploration, document, file);
      this.secondsBefore = document.seconds;
      this.file = this.path;
      return log;
    } catch (error) {
      if (error instanceof DamagedFile) {
        throw new Mistake(
          `the checkpoint in '${called}' is damaged: ${error.message}; the run has to begin again`,
          {},
          { cause: error },
        );
      }
      if (error instanceof Mistake)
        throw new Mistake(`the checkpoint in '${called}' ${error.message}`, {}, { cause: error });
      if ((error as NodeJS.ErrnoException).code !== undefined) {
        throw new Mistake(`the checkpoint in '${called}' cannot be read: ${reasonOf(error)}`);
      }
      throw error;
    } finally {
      await file?.close();
    }
  }

  private accepted(document: Document): Document {
    const { format, version, identity } = document;
    if (format !== FORMAT || version !== this.version) {
      throw new Mistake(`was written by Lasso ${version} (${format}); this is ${this.version} (${FORMAT})`);
    }
    const part = differenceOf(identity, this.identity);
    if (part === undefined) return document;
    const words = [identity[part], this.identity[part]].map((word) => (part === 'model' ? ` ('${word}')` : ''));
    throw new Mistake(
      `is of another run: its ${part}${words[0]} is not the one of this run${words[1]}; give the same model and the same switches`,
    );
  }
}

/** Removes the checkpoint of a folder: the run came to its end, and everything has been said. */
export function removeCheckpoint(folder: string): Promise<void> {
  return rm(join(folder, FILE), { force: true });
}

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
