import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A file of several parts, each with its checksum, that is either whole or not there.
 *
 * Layout: a mark; the parts, one after the other; a table of contents in JSON, which holds a head of the caller's besides
 * the place, length and SHA-256 of each part; the length of the table and its own SHA-256. What was cut off has no table,
 * and what was changed does not have its checksum.
 */

const MARK = Buffer.from('lasso-checkpoint\n');
/** Behind the table: its length in 8 bytes, and its SHA-256. */
const END = 8 + 32;
/** What is written or read at once: nothing is copied, so this bounds only how long other work waits. */
const CHUNK = 2 ** 24;

/** A part: numbers as they lie in memory. */
export type Numbers = Int32Array | Uint32Array | Uint8Array;

interface Entry {
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
  readonly sha256: string;
}

interface Contents {
  readonly head: unknown;
  readonly parts: readonly Entry[];
}

/** A file that is not what was written, and why. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

/**
 * Writes a file and puts it into the place of the one before, which stays whole until then: beside it first, to the disk,
 * then renamed, then the folder to the disk.
 * @throws what the file system throws; then the file before is still there
 */
export async function writeParts(
  path: string,
  head: unknown,
  parts: Iterable<readonly [name: string, numbers: Numbers]>,
): Promise<void> {
  const draft = draftOf(path);
  const file = await open(draft, 'w');
  try {
    await writeAll(file, head, parts);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(draft, { force: true });
    throw error;
  }
  await file.close();
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** Where a file is written before it gets its name. */
export const draftOf = (path: string): string => `${path}.part`;

async function writeAll(
  file: FileHandle,
  head: unknown,
  parts: Iterable<readonly [name: string, numbers: Numbers]>,
): Promise<void> {
  const entries: Entry[] = [];
  let at = await write(file, MARK);
  for (const [name, numbers] of parts) {
    const hash = createHash('sha256');
    for (const chunk of chunksOf(numbers)) {
      hash.update(chunk);
      await write(file, chunk);
    }
    entries.push({ name, at, bytes: numbers.byteLength, sha256: hash.digest('hex') });
    at += numbers.byteLength;
  }
  const contents: Contents = { head, parts: entries };
  const table = Buffer.from(JSON.stringify(contents));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(table.length));
  for (const piece of [table, length, createHash('sha256').update(table).digest()]) await write(file, piece);
}

/** Writes all of a piece; the system may take less of it at a time. */
async function write(file: FileHandle, piece: Buffer): Promise<number> {
  for (let done = 0; done < piece.length; ) done += (await file.write(piece, done)).bytesWritten;
  return piece.length;
}

function* chunksOf({ buffer, byteOffset, byteLength }: Numbers): Generator<Buffer> {
  for (let at = 0; at < byteLength; at += CHUNK) {
    yield Buffer.from(buffer as ArrayBuffer, byteOffset + at, Math.min(CHUNK, byteLength - at));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file that is open for reading. */
export class PartsFile {
  /** What was given to `writeParts`; its checksum has been compared. */
  readonly head: unknown;
  private readonly file: FileHandle;
  private readonly parts: ReadonlyMap<string, Entry>;

  private constructor(file: FileHandle, { head, parts }: Contents) {
    this.file = file;
    this.head = head;
    this.parts = new Map(parts.map((part) => [part.name, part]));
  }

  /**
   * @throws DamagedFile for anything that is not a whole file of this kind; what the file system throws where it cannot be
   *   read
   */
  static async open(path: string): Promise<PartsFile> {
    const file = await open(path, 'r');
    try {
      return new PartsFile(file, await contentsOf(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** The length of a part in bytes. */
  bytes(name: string): number {
    return this.entry(name).bytes;
  }

  /**
   * Reads a part into `numbers`, which must be exactly as long.
   * @throws DamagedFile where it is not what was written
   */
  async read(name: string, numbers: Numbers): Promise<void> {
    const { at, bytes, sha256 } = this.entry(name);
    if (numbers.byteLength !== bytes) throw new DamagedFile(`'${name}' has ${bytes} bytes, not ${numbers.byteLength}`);
    const hash = createHash('sha256');
    let place = at;
    for (const chunk of chunksOf(numbers)) {
      await readAll(this.file, chunk, place);
      hash.update(chunk);
      place += chunk.length;
    }
    if (hash.digest('hex') !== sha256) throw new DamagedFile(`'${name}' is not what was written: its checksum differs`);
  }

  private entry(name: string): Entry {
    const entry = this.parts.get(name);
    if (entry === undefined) throw new DamagedFile(`it has no '${name}'`);
    return entry;
  }
}

async function contentsOf(file: FileHandle): Promise<Contents> {
  const { size } = await file.stat();
  if (size < MARK.length + END) throw new DamagedFile(`it has only ${size} bytes`);
  const mark = Buffer.alloc(MARK.length);
  await readAll(file, mark, 0);
  if (!mark.equals(MARK)) throw new DamagedFile('it does not begin as a checkpoint does');
  const end = Buffer.alloc(END);
  await readAll(file, end, size - END);
  const length = end.readBigUInt64LE();
  if (length > BigInt(size - END - MARK.length)) throw new DamagedFile('its end is missing');
  const table = Buffer.alloc(Number(length));
  await readAll(file, table, size - END - table.length);
  if (!createHash('sha256').update(table).digest().equals(end.subarray(8))) {
    throw new DamagedFile('the checksum of its table of contents differs');
  }
  return JSON.parse(table.toString()) as Contents;
}

async function readAll(file: FileHandle, into: Buffer, at: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, at + done);
    if (bytesRead === 0) throw new DamagedFile('it ends too early');
    done += bytesRead;
  }
}
