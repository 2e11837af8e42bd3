import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkEntry, type Entry } from '../describe/catalogue.ts';
import { Mistake } from '../describe/mistake.ts';
import type { Invariant } from '../describe/properties.ts';
import { MAIN, type Scenario } from '../describe/scenario.ts';
import { unknown } from '../describe/space.ts';
import type { System } from '../describe/system.ts';
import { clean } from '../show/layout.ts';

/** A model: a system and what must hold of it. */
export interface Model {
  /** `main`, or the name of the scenario. */
  readonly name: string;
  /** What a scenario asks. */
  readonly about?: string;
  readonly system: System;
  readonly invariants: readonly Invariant[];
  /** The module it comes from. */
  readonly path: string;
  /** Its baseline file, which need not exist. */
  readonly baseline: string;
  /** True where the module names its baseline, which must exist then. */
  readonly baselineNamed: boolean;
}

/** What a module exports: its main model, and the scenarios and the catalogue beside it. */
export interface ModelModule extends Model {
  readonly scenarios: readonly Model[];
  readonly catalogue: readonly Entry[];
}

/** Where the model is when none is named. */
const DEFAULT = 'invariants/index.ts';
const INDEX = ['index.ts', 'index.mts', 'index.js', 'index.mjs'];
const EXPECTED = "expected the exports 'system' (made by defineSystem) and 'invariants' (a list made by invariant)";

/**
 * Loads a model: a module that exports `system` and `invariants`, and perhaps `baseline`, the path or URL of its
 * baseline file, `scenarios` and `catalogue`.
 * @param path a module, or a folder with an index.ts; default `invariants/index.ts` of the package around `cwd`
 * @throws Mistake where there is no such module, where it does not compile or throws, and where it exports something
 *   else
 */
export async function loadModel(path: string | undefined, cwd: string): Promise<ModelModule> {
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
  checkInvariants(invariants, `'${name}': `);
  if (invariants.length === 0) {
    throw new Mistake(`'${name}': the list 'invariants' is empty: there is nothing to check`);
  }
  if (baseline !== undefined && typeof baseline !== 'string' && !(baseline instanceof URL)) {
    throw new Mistake(`'${name}': the export 'baseline' is neither a path nor a URL`);
  }
  const main: Model = {
    name: MAIN,
    system: system as System,
    invariants: invariants as Invariant[],
    path: file,
    baseline: baselineOf(baseline as string | URL | undefined, file, 'baseline.json'),
    baselineNamed: baseline !== undefined,
  };
  const scenarios = scenariosIn(exports.scenarios, name, file);
  return { ...main, scenarios, catalogue: catalogueIn(exports.catalogue, name, [main, ...scenarios]) };
}

/**
 * The model that `--scenario` names.
 * @throws Mistake where the module has no such scenario
 */
export function modelCalled(module: ModelModule, name: string): Model {
  if (name === MAIN) return module;
  const found = module.scenarios.find((scenario) => scenario.name === name);
  if (!found) throw unknown('scenario', name, [MAIN, ...module.scenarios.map((scenario) => scenario.name)]);
  return found;
}

function scenariosIn(exported: unknown, name: string, file: string): Model[] {
  if (exported === undefined) return [];
  if (!Array.isArray(exported)) throw new Mistake(`'${name}': the export 'scenarios' is not a list`);
  const names = new Set<string>();
  return exported.map((one: unknown, i) => {
    const given = one as Scenario;
    if (!isObject(one) || typeof one.name !== 'string' || !isSystem(one.system) || !Array.isArray(one.invariants)) {
      throw new Mistake(`'${name}': scenarios[${i}] was not made by scenario({…})`);
    }
    if (names.has(given.name)) throw new Mistake(`'${name}': two scenarios are called '${given.name}'`);
    names.add(given.name);
    checkInvariants(given.invariants, `'${name}', scenario '${given.name}': `);
    const baseline = baselineOf(given.baseline, file, join('baselines', `${given.name}.json`));
    const { about, system, invariants } = given;
    return { name: given.name, about, system, invariants, path: file, baseline, baselineNamed: false };
  });
}

function catalogueIn(exported: unknown, name: string, models: readonly Model[]): Entry[] {
  if (exported === undefined) return [];
  if (!Array.isArray(exported)) throw new Mistake(`'${name}': the export 'catalogue' is not a list`);
  return exported.map((one: unknown, i) => {
    const given = one as Entry;
    if (!isObject(one) || typeof one.issue !== 'string' || typeof one.scenario !== 'string') {
      throw new Mistake(`'${name}': catalogue[${i}] was not made by entry({…})`);
    }
    const model = models.find((m) => m.name === given.scenario);
    if (!model) {
      const { message } = unknown(
        'scenario',
        given.scenario,
        models.map((m) => m.name),
      );
      throw new Mistake(`'${name}': catalogue, entry '${given.issue}': ${message}`);
    }
    checkEntry(given, model.system, model.invariants);
    return given;
  });
}

function checkInvariants(invariants: readonly unknown[], where: string): void {
  const names = new Set<string>();
  invariants.forEach((invariant, i) => {
    if (!isInvariant(invariant)) throw new Mistake(`${where}invariants[${i}] was not made by invariant({…})`);
    if (names.has(invariant.name)) throw new Mistake(`${where}two invariants are called '${invariant.name}'`);
    names.add(invariant.name);
  });
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

function baselineOf(given: string | URL | undefined, file: string, usual: string): string {
  if (given === undefined) return join(dirname(file), usual);
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
