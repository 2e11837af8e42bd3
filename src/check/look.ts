/** What was seen of a component so far: node by node, the arcs inside. */
export class Look {
  /** Of all arcs. */
  marks = 0;
  /**
   * The constraints that are not settled. One is settled once an arc takes it or, if it is weak, once a node does not
   * enable it.
   */
  readonly open: number[];
  /** Of each constraint, the number of the last node that enabled it; 0: none. */
  readonly lastEnabled: Int32Array;
  private readonly isOpen: Uint8Array;
  private nodes = 0;
  private readonly isWeak: readonly boolean[];

  constructor(isWeak: readonly boolean[]) {
    this.isWeak = isWeak;
    this.open = [...isWeak.keys()];
    this.lastEnabled = new Int32Array(isWeak.length);
    this.isOpen = new Uint8Array(isWeak.length).fill(1);
  }

  /** Another node is looked at. */
  node(): void {
    this.nodes++;
  }

  enables(constraint: number): void {
    this.lastEnabled[constraint] = this.nodes;
  }

  takes(constraint: number): void {
    if (this.isOpen[constraint] === 1) this.settle(constraint);
  }

  /** All of the node was told. */
  settleDisabled(): void {
    const { open, isWeak, lastEnabled, nodes } = this;
    for (let k = open.length - 1; k >= 0; k--) {
      if (isWeak[open[k]] && lastEnabled[open[k]] !== nodes) this.settle(open[k]);
    }
  }

  private settle(constraint: number): void {
    this.isOpen[constraint] = 0;
    this.open.splice(this.open.indexOf(constraint), 1);
  }
}
