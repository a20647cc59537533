import type { EntryRow } from '../../store/store.ts';
import { type AuditedBook, entryCursor } from './audited-book.ts';
import { type BalanceVisitor, BalanceWalk, type WalkedAccount } from './walk-balances.ts';
import { type AddTo, ZeroSums } from './zero-sums.ts';

/**
 * What is posted sums to zero for each asset: over the whole book, and for each event at each place in time, so that
 * it does at every moment.
 */
export class PostedCheck {
  readonly #place: AuditedBook;
  readonly #sums = new ZeroSums();
  readonly #totals = new Map<string, bigint>();
  readonly visitor: BalanceVisitor;

  constructor(place: AuditedBook) {
    this.#place = place;
    this.visitor = new PostedVisitor((group, amount, asset) => {
      this.#sums.add(group, amount);
      this.#totals.set(asset, (this.#totals.get(asset) ?? 0n) + amount);
    });
  }

  async finish(): Promise<void> {
    const { findings } = this.#place;
    for (const [asset, total] of this.#totals) {
      if (total !== 0n)
        findings.add(`asset ${asset}`, `all that is posted sums to ${total}, and not to zero`);
    }
    await this.#sums.findWrong(
      (add) => this.#addAgain(add),
      (group, sum) => findings.add(group, `what is posted sums to ${sum}, and not to zero`),
    );
  }

  async #addAgain(add: AddTo): Promise<void> {
    const { view, head, pace } = this.#place;
    const walk = new BalanceWalk(view, head.book, [new PostedVisitor(add)]);
    for await (const page of entryCursor(view, head.book, { onBreak: () => undefined }).pages()) {
      await walk.page(page);
      await pace.advance(page.length);
    }
    walk.end();
  }
}

class PostedVisitor implements BalanceVisitor {
  readonly #add: (group: string, amount: bigint, asset: string) => void;
  #asset: string | undefined;

  constructor(add: (group: string, amount: bigint, asset: string) => void) {
    this.#add = add;
  }

  begin({ row }: WalkedAccount): void {
    this.#asset = row?.asset;
  }

  entry({ seq, at, order, inflow, outflow }: EntryRow): void {
    const posted = inflow - outflow;
    if (posted === 0n || this.#asset === undefined) return;
    this.#add(`event ${seq} at ${at}, order ${order}, in ${this.#asset}`, posted, this.#asset);
  }

  end(): void {
    // What it needs of an account it took at its beginning.
  }
}
