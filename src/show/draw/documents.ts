import type { System } from '../../describe/system.ts';
import type { Chart } from './chart.ts';
import { chartSvg } from './chart-svg.ts';
import { indexPage } from './index-page.ts';
import { chartMermaid } from './mermaid-chart.ts';
import { networkMermaid } from './mermaid-network.ts';
import { type Network, readNetwork } from './network.ts';
import { networkSvg } from './network-svg.ts';

export type DrawingFormat = 'svg' | 'mermaid';

/** A system to draw, under the name by which it is known: `main`, or that of a scenario. */
export interface Drawable {
  readonly name: string;
  readonly about?: string;
  readonly system: System;
}

/** A file to be written. */
export interface DrawnFile {
  readonly name: string;
  readonly text: string;
}

/** A machine, where it is used, and the name of its files. */
export interface DrawnMachine {
  readonly file: string;
  readonly chart: Chart;
  readonly faults: ReadonlySet<string>;
  /** The components that are such a machine: by system, their names. */
  readonly uses: ReadonlyMap<string, readonly string[]>;
}

export interface DrawnSystem {
  readonly file: string;
  readonly name: string;
  readonly about?: string;
  readonly network: Network;
}

/** What ends the names of pictures. */
export const ENDINGS: Readonly<Record<DrawingFormat, string>> = { svg: 'svg', mermaid: 'mmd' };

/**
 * Draws some systems: each, how it is connected; each machine in them, once; and an index of all of them. The same
 * systems give the same bytes.
 * @throws Mistake for a machine that cannot be built
 */
export async function drawingsOf(drawables: readonly Drawable[], format: DrawingFormat): Promise<DrawnFile[]> {
  const names = new Names();
  const systems = drawables.map(({ name, about, system }): DrawnSystem => {
    const network = readNetwork(system);
    const told = about ?? network.about;
    return { file: names.unused([`${name}.system`]), name, network, ...(told === undefined ? {} : { about: told }) };
  });
  const machines = machinesOf(systems, names);
  const files: DrawnFile[] = [];
  for (const { file, chart, faults } of machines) {
    const text = format === 'svg' ? await chartSvg(chart, faults) : chartMermaid(chart);
    files.push({ name: `${file}.${ENDINGS[format]}`, text });
  }
  for (const { file, network } of systems) {
    const text = format === 'svg' ? await networkSvg(network) : networkMermaid(network);
    files.push({ name: `${file}.${ENDINGS[format]}`, text });
  }
  const pictures = new Map(files.map(({ name, text }) => [name, text]));
  return [...files, { name: 'README.md', text: indexPage(systems, machines, format, pictures) }];
}

/** Every machine once, by what is drawn of it: two with one name that differ are two pictures. */
function machinesOf(systems: readonly DrawnSystem[], names: Names): DrawnMachine[] {
  const machines = new Map<string, { chart: Chart; faults: Set<string>; uses: Map<string, string[]>; file: string }>();
  for (const { name: system, network } of systems) {
    for (const { name, chart } of network.components) {
      const key = JSON.stringify(chart);
      let machine = machines.get(key);
      if (machine === undefined) {
        const file = names.unused([chart.id, name, `${chart.id}-${name}`, `${name}-${system}`]);
        machine = { chart, faults: new Set(), uses: new Map(), file };
        machines.set(key, machine);
      }
      machine.uses.set(system, [...(machine.uses.get(system) ?? []), name]);
      for (const event of network.events) if (event.fault && event.to === name) machine.faults.add(event.type);
    }
  }
  return [...machines.values()];
}

/** Names of files, each given once, also where capitals do not count. */
class Names {
  private readonly taken = new Set(['readme']);

  /** The first of some names that is not taken, or the first one with a number. */
  unused(wanted: readonly string[]): string {
    const safe = wanted.map(
      (name) =>
        name
          .replace(/[^\w.-]/g, '_')
          .replace(/^\.+/, '_')
          .slice(0, 80) || '_',
    );
    let name = safe.find((one) => !this.taken.has(one.toLowerCase()));
    for (let n = 2; name === undefined; n++) {
      if (!this.taken.has(`${safe[0]}-${n}`.toLowerCase())) name = `${safe[0]}-${n}`;
    }
    this.taken.add(name.toLowerCase());
    return name;
  }
}
