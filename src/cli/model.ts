import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Mistake } from '../describe/mistake.ts';
import type { Invariant } from '../describe/properties.ts';
import { unknown } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { clean } from '../show/layout.ts';

/** A model: a system and what must hold of it. */
export interface Model {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  /** The module it comes from. */
  readonly path: string;
  /** Its baseline file, which need not exist. */
  readonly baseline: string;
  /** True where the module names its baseline, which must exist then. */
  readonly baselineNamed: boolean;
}

/** Where the model is when none is named. */
const DEFAULT = 'invariants/index.ts';
const INDEX = ['index.ts', 'index.mts', 'index.js', 'index.mjs'];
const EXPECTED = "expected the exports 'system' (made by defineSystem) and 'invariants' (a list made by invariant)";

/**
 * Loads a model: a module that exports `system` and `invariants`, and perhaps `baseline`, the path or URL of its
 * baseline file.
 * @param path a module, or a folder with an index.ts; default `invariants/index.ts` of the package around `cwd`
 * @throws Mistake where there is no such module, where it does not compile or throws, and where it exports something
 *   else
 */
export async function loadModel(path: string | undefined, cwd: string): Promise<Model> {
  const file = find(path, cwd);
  const name = shortPath(file, cwd);
  let loaded: Record<string, unknown>;
  try {
    loaded = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    throw new Mistake(whyNotLoaded(error, name, cwd), {}, { cause: error });
  }
  const inner = loaded.default;
  const exports = !('system' in loaded) && isObject(inner) ? inner : loaded;
  const { system, invariants, baseline } = exports;
  if (!isSystem(system)) throw wrongExport(name, exports, 'system', 'is not a system');
  if (!Array.isArray(invariants)) throw wrongExport(name, exports, 'invariants', 'is not a list');
  const names = new Set<string>();
  invariants.forEach((invariant: unknown, i) => {
    if (!isInvariant(invariant)) throw new Mistake(`'${name}': invariants[${i}] was not made by invariant({…})`);
    if (names.has(invariant.name)) throw new Mistake(`'${name}': two invariants are called '${invariant.name}'`);
    names.add(invariant.name);
  });
  if (names.size === 0) throw new Mistake(`'${name}': the list 'invariants' is empty: there is nothing to check`);
  if (baseline !== undefined && typeof baseline !== 'string' && !(baseline instanceof URL)) {
    throw new Mistake(`'${name}': the export 'baseline' is neither a path nor a URL`);
  }
  return {
    system: system as System,
    invariants: invariants as Invariant[],
    path: file,
    baseline: baselineOf(baseline as string | URL | undefined, file),
    baselineNamed: baseline !== undefined,
  };
}

/** A path for messages: relative where that is shorter. */
export function shortPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near !== '' && near.length < path.length ? near : path;
}

/** The file of a model. */
function find(path: string | undefined, cwd: string): string {
  if (path === undefined) {
    const file = join(packageOf(cwd), DEFAULT);
    if (existsSync(file)) return realpathSync(file);
    throw new Mistake(
      `no model is named and there is no '${shortPath(file, cwd)}'; name a module: lasso check model.ts`,
    );
  }
  const place = resolve(cwd, path);
  if (!existsSync(place)) {
    const folder = dirname(place);
    if (!existsSync(folder)) throw new Mistake(`there is no file '${path}': its folder does not exist either`);
    const near = readdirSync(folder).filter((f) => /\.[cm]?[jt]s$/.test(f));
    if (near.length === 0) throw new Mistake(`there is no file '${path}'; expected a TypeScript module`);
    throw unknown('file', basename(place), near);
  }
  if (!statSync(place).isDirectory()) {
    if (!/\.[cm]?[jt]sx?$/.test(place)) throw new Mistake(`'${path}' is not a TypeScript or JavaScript module`);
    return realpathSync(place);
  }
  const index = INDEX.map((f) => join(place, f)).find((f) => existsSync(f));
  if (index === undefined) throw new Mistake(`folder '${path}' has no index.ts; ${EXPECTED} from it`);
  return realpathSync(index);
}

/** The nearest folder with a package.json, or `cwd`. */
function packageOf(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}

function baselineOf(given: string | URL | undefined, file: string): string {
  if (given === undefined) return join(dirname(file), 'baseline.json');
  if (given instanceof URL || given.startsWith('file:')) return fileURLToPath(given);
  return resolve(dirname(file), given);
}

/** Why a module could not be loaded, in one line with its place. */
export function whyNotLoaded(error: unknown, name: string, cwd: string): string {
  if (!(error instanceof Error)) return `'${name}' throws while it is loaded: ${clean(String(error))}`;
  const message = error.message.replaceAll(`${cwd}/`, '').replaceAll('file://', '');
  if (error.name === 'Mistake') return `'${name}': ${oneLine(message)}`;
  const place = /^\s*(\S+:\d+:\d+): ERROR: (.+)$/m.exec(message);
  if (place) return `'${name}' does not compile: ${place[1]}: ${oneLine(place[2]!)}`;
  if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
    return `'${name}' cannot be loaded: ${oneLine(message)}`;
  }
  if (error instanceof SyntaxError) return `'${name}' does not compile: ${oneLine(message)}${placeIn(error, cwd)}`;
  return `'${name}' throws while it is loaded: ${error.name}: ${oneLine(message)}${placeIn(error, cwd)}`;
}

/** The first place in the user's own files that the stack of an error names. */
function placeIn(error: Error, cwd: string): string {
  for (const line of error.stack?.split('\n') ?? []) {
    const place = /(?:file:\/\/)?(\/[^\s()]+?)(?:\?[^:]*)?:(\d+)/.exec(line);
    if (place && !place[1]!.includes('/node_modules/')) return ` (${shortPath(place[1]!, cwd)}:${place[2]})`;
  }
  return '';
}

function wrongExport(name: string, exports: object, wanted: string, why: string): Mistake {
  const known = Object.keys(exports).filter((k) => k !== 'module.exports');
  if (known.includes(wanted)) return new Mistake(`'${name}': the export '${wanted}' ${why}; ${EXPECTED}`);
  const hint = known.length === 0 ? 'it exports nothing' : `it exports ${known.map((k) => `'${k}'`).join(', ')}`;
  return new Mistake(`'${name}' has no export '${wanted}': ${hint}; ${EXPECTED}`);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function isSystem(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.name === 'string' &&
    isObject(value.options) &&
    isObject(value.options.definitions) &&
    isObject(value.components) &&
    isObject(value.channels) &&
    typeof value.withFeatures === 'function'
  );
}

function isInvariant(value: unknown): value is Invariant {
  return isObject(value) && typeof value.name === 'string' && Array.isArray(value.properties);
}

const oneLine = (text: string): string => clean(text.replace(/\s+/g, ' ').trim());
