import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Part } from '../check/shard.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Bits } from '../describe/space.ts';
import { firstProblem } from '../show/schema.ts';

/**
 * The file of a shard: what `lasso merge` needs to say of all shards together what one run says. It is for the same version
 * of Lasso that wrote it; its form may change with any release.
 */

/** A set of configurations: bit `i` is bit `i & 7` of byte `i >> 3`, in base64. The same on every machine. */
const bits = z.base64();

const nearest = z.strictObject({ steps: z.number().int(), faults: z.number().int(), of: bits });

const part = z.strictObject({
  explored: bits,
  stoppedBy: z.string().exactOptional(),
  growing: z.array(z.string()).exactOptional(),
  states: z.number().int(),
  transitions: z.number().int(),
  depth: z.number().int(),
  seconds: z.number(),
  family: z.strictObject({ nodes: z.number().int(), alone: z.number().int() }).exactOptional(),
  coverage: z
    .strictObject({
      unasked: z.array(z.string()),
      asked: z.array(z.string()),
      machines: z.array(
        z.strictObject({
          component: z.string(),
          machine: z.string(),
          nodes: z.array(
            z.strictObject({
              path: z.string(),
              counts: z.boolean(),
              entered: z.boolean(),
              transitions: z.array(z.strictObject({ on: z.string(), taken: z.boolean() })),
            }),
          ),
        }),
      ),
    })
    .exactOptional(),
  invariants: z.array(
    z.strictObject({
      name: z.string(),
      properties: z.array(
        z.strictObject({
          violating: bits,
          premise: bits.exactOptional(),
          nearest: z.array(nearest).exactOptional(),
        }),
      ),
      worst: z
        .array(z.strictObject({ value: z.union([z.number().int(), z.literal('unbounded')]), of: bits }))
        .exactOptional(),
    }),
  ),
});

const shardSchema = z.strictObject({
  format: z.literal('lasso-shard-1'),
  /** Of the model's sources, and of what the run was asked. */
  digest: z.string(),
  /** The name of the main system, for messages. */
  model: z.string(),
  shard: z.strictObject({ index: z.number().int().min(1), count: z.number().int().min(1) }),
  /** The flags that say what is explored. */
  flags: z.record(z.string(), z.union([z.array(z.string()), z.number(), z.boolean()])),
  /** By job (see `jobKey`): its part, for those jobs that this shard has a part of. */
  parts: z.record(z.string(), part),
});

/** A shard file, with its sets in base64. */
export type ShardDocument = z.infer<typeof shardSchema>;

/**
 * Reads a shard file.
 * @param name how the file is called in messages
 * @throws Mistake for a file that cannot be read, is cut off, or is something else
 */
export function readShard(path: string, name: string): ShardDocument {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw new Mistake(`shard '${name}' cannot be read: ${code}`);
    throw new Mistake(`'${name}' is no shard, or was cut off: it is not JSON; run its shard again`);
  }
  const parsed = shardSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new Mistake(`'${name}' is no shard of this version of Lasso: ${firstProblem(parsed.error)}`);
}

/** Text of a shard file. */
export const shardText = (document: ShardDocument): string => `${JSON.stringify(document)}\n`;

type PartDocument = ShardDocument['parts'][string];

/** A part with its sets written down. */
export function written(part: Part): PartDocument {
  return mapped(part, base64Of) as PartDocument;
}

/**
 * A part with its sets read.
 * @param words how many words a set of these configurations has
 * @throws Mistake for a set of another size
 */
export function read(document: PartDocument, words: number): Part {
  const { explored, invariants } = document;
  const set = (text: string) => bitsOf(text, words);
  return {
    ...(document as Omit<PartDocument, 'explored' | 'invariants'>),
    explored: set(explored),
    invariants: invariants.map(({ name, properties, worst }) => ({
      name,
      properties: properties.map(({ violating, premise, nearest }) => ({
        violating: set(violating),
        ...(premise === undefined ? {} : { premise: set(premise) }),
        ...(nearest === undefined ? {} : { nearest: nearest.map((one) => ({ ...one, of: set(one.of) })) }),
      })),
      ...(worst === undefined ? {} : { worst: worst.map(({ value, of }) => ({ value, of: set(of) })) }),
    })),
  };
}

/** The same data with each set of configurations replaced. */
function mapped(value: unknown, write: (bits: Bits) => string): unknown {
  if (value instanceof Uint32Array) return write(value);
  if (Array.isArray(value)) return value.map((v) => mapped(v, write));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, mapped(v, write)]));
}

function base64Of(bits: Bits): string {
  const bytes = Buffer.alloc(bits.length * 4);
  bits.forEach((word, i) => {
    bytes.writeUInt32LE(word, i * 4);
  });
  return bytes.toString('base64');
}

function bitsOf(text: string, words: number): Bits {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== words * 4) {
    throw new Mistake(`a shard has sets of ${bytes.length * 8} configurations; expected ${words * 32}`);
  }
  return Uint32Array.from({ length: words }, (_, i) => bytes.readUInt32LE(i * 4));
}

/**
 * What tells models and runs apart: the program that the model's module and all local modules that it imports make, and
 * what the run was asked. Comments and blanks do not count.
 * @throws Mistake where the module cannot be bundled
 */
export async function digestOf(path: string, asked: unknown): Promise<string> {
  const { build } = await import('esbuild');
  let program: string;
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      absWorkingDir: dirname(path),
      bundle: true,
      minify: true,
      write: false,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'silent',
    });
    program = outputFiles[0]!.text;
  } catch (error) {
    throw new Mistake(`the sources of the model cannot be read for a digest: ${(error as Error).message}`);
  }
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return createHash('sha256')
    .update(`${version}\0`)
    .update(program)
    .update('\0')
    .update(JSON.stringify(asked))
    .digest('hex');
}
