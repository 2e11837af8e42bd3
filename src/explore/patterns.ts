import type { StepPattern } from '../describe/properties.ts';
import { PairTable } from './pairs.ts';
import type { Instance, Plan } from './plan.ts';
import { userCode } from './sandbox.ts';

/** The most step patterns of one exploration: they are bits of one number. */
export const MOST_PATTERNS = 30;

/** Which step patterns a message satisfies, as bits, asked once for each instance and event. */
export class Patterns {
  readonly patterns: readonly StepPattern[];
  private readonly plan: Plan;
  private readonly emits = new PairTable();
  private readonly takes = new PairTable();

  constructor(plan: Plan, patterns: readonly StepPattern[]) {
    this.plan = plan;
    this.patterns = patterns;
  }

  emitted(instance: Instance, event: number): number {
    return this.bits(this.emits, 'emits', instance, event);
  }

  taken(instance: Instance, event: number): number {
    return this.bits(this.takes, 'takes', instance, event);
  }

  private bits(table: PairTable, does: StepPattern['does'], instance: Instance, event: number): number {
    const known = table.get(instance.index, event);
    if (known !== 0) return known - 1;
    const message = this.plan.events.get(event);
    let bits = 0;
    this.patterns.forEach((p, i) => {
      const here =
        p.does === does &&
        p.component === instance.component &&
        (p.replica === undefined || p.replica === instance.replica) &&
        p.event === message.type;
      const { where } = p;
      if (!here) return;
      if (where === undefined || userCode(`step pattern '${p.label}'`, () => where(message as never))) bits |= 1 << i;
    });
    table.set(instance.index, event, bits + 1);
    return bits;
  }
}
