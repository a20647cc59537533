import type { Delta } from './delta.ts';

/** The sums of deltas, one by one: most work changes one or two of them. */
export class RunningSums implements Delta {
  inflow = 0n;
  outflow = 0n;
  available = 0n;
  incoming = 0n;
  expected = 0n;
  purse = 0n;
  spendable = 0n;

  add({ inflow, outflow, available, incoming, expected, purse, spendable }: Delta): void {
    if (inflow !== 0n) this.inflow += inflow;
    if (outflow !== 0n) this.outflow += outflow;
    if (available !== 0n) this.available += available;
    if (incoming !== 0n) this.incoming += incoming;
    if (expected !== 0n) this.expected += expected;
    if (purse !== 0n) this.purse += purse;
    if (spendable !== 0n) this.spendable += spendable;
  }

  /** As they are now: what is added later does not change it. */
  copy(): Delta {
    const { inflow, outflow, available, incoming, expected, purse, spendable } = this;
    return { inflow, outflow, available, incoming, expected, purse, spendable };
  }
}
