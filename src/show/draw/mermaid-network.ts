import type { ChannelKind } from '../../describe/system.ts';
import { clean } from '../layout.ts';
import { label } from '../mermaid.ts';
import type { Network } from './network.ts';
import { channelKind } from './network-text.ts';

/** The arrows of Mermaid for each kind of channel. */
const ARROWS: Readonly<Record<ChannelKind, string>> = {
  call: '-->',
  fifo: '==>',
  lossy: '-.->',
  bag: '-.->',
  board: '-.->',
};

/** How a system is connected, as a Mermaid flowchart, which GitHub renders. */
export function networkMermaid({ components, channels, events }: Network): string {
  const ids = new Map(components.map(({ name }, i) => [name, `c${i}`]));
  const lines = ['flowchart TB'];
  for (const { name, replicas } of components) {
    lines.push(`  ${ids.get(name)}["${label(clean(replicas > 1 ? `${name} × ${replicas}` : name))}"]`);
  }
  components.forEach(({ name }, i) => {
    const own = events.filter((event) => event.to === name);
    if (own.length === 0) return;
    const words = own.map(({ type, fault, budget }) =>
      label(clean(`${fault ? 'fault: ' : ''}${type}${budget === undefined ? '' : `, ${budget}`}`)),
    );
    lines.push(`  e${i}(["${words.join('<br/>')}"]) --> c${i}`);
  });
  const arrows = new Map<string, string[]>();
  for (const channel of channels) {
    const words = label(clean(`${channel.events.join(', ')} (${channelKind(channel)})`));
    const arrow = JSON.stringify([ids.get(channel.from), ARROWS[channel.kind], ids.get(channel.to)]);
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), words]);
  }
  for (const [arrow, labels] of arrows) {
    const [from, line, to] = JSON.parse(arrow) as string[];
    lines.push(`  ${from} ${line}|"${labels.join('<br/>')}"| ${to}`);
  }
  return `${lines.join('\n')}\n`;
}
