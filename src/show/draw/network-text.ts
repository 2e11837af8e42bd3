import { counted } from '../layout.ts';
import type { Network, NetworkChannel } from './network.ts';

/** `call`, `fifo, at most 1 under way`, `lossy, at most 2 under way, at most 1 lost`. */
export function channelKind({ kind, capacity, losses }: NetworkChannel): string {
  const parts: string[] = [kind];
  if (capacity !== undefined) parts.push(`at most ${capacity} under way`);
  if (losses !== undefined) parts.push(`${losses} lost`);
  return parts.join(', ');
}

/** What those are told who cannot see the picture. */
export function networkSummary({ name, about, components, channels, events }: Network): string {
  const parts = components.map((c) => (c.replicas > 1 ? `${c.name} × ${c.replicas}` : c.name));
  const sentences = [
    `The system ${name}${about ? ` (${about})` : ''}: ${counted(components.length, 'component')}, ${parts.join(', ')}`,
    ...channels.map((c) => `${c.from} sends ${c.events.join(', ')} to ${c.to} (${channelKind(c)})`),
    ...events.map(
      (e) =>
        `the environment sends ${e.type} to ${e.to}${e.budget ? `, ${e.budget}` : ''}${e.fault ? ', which is a fault' : ''}`,
    ),
  ];
  return `${sentences.join('. ')}.`;
}
