import type { UpdateAccount } from '../../src/commands/account-commands.ts';
import type { Capture, Hold } from '../../src/commands/hold-commands.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import type { LockBefore } from '../../src/commands/record-commands.ts';
import type { VelocityLimit } from '../../src/commands/velocity-limit.ts';
import { PlainBook } from './plain-book.ts';
import { beginningEarlier, firstMomentOf } from './plain-book-beginnings.ts';
import { type Compare, compareHistories, type PlainVerdict } from './plain-book-compare.ts';
import { plainBelow } from './plain-book-forced.ts';
import { beginnings } from './plain-book-frozen.ts';
import { limitsAgainst, type PlainTerms, termsAgainst } from './plain-book-limits.ts';
import type { PlainBalances, PlainCommand, PlainHold, PlainLife } from './plain-book-state.ts';
import { velocityAgainst } from './plain-book-velocity.ts';

/** What a command that was accepted posted on each life in its own place. */
export type PlainNet = ReadonlyMap<string, bigint>;

/**
 * Arrival in any order, by its definition: the accepted commands lie in a list sorted by (effectiveAt, arrival); a new
 * one is tried in its place by replaying all of the list from nothing, and every read is a replay too.
 */
export class ReplayedBook {
  #history: readonly PlainCommand[] = [];
  #lockedBefore = Number.NEGATIVE_INFINITY;
  /** The book after everything, until the history changes. */
  #whole: PlainBook | undefined;
  /** The terms of lives that were changed, as of now. */
  readonly #terms = new Map<string, PlainTerms>();
  /** The velocity limits of lives that were changed, as of now. */
  readonly #limits = new Map<string, readonly VelocityLimit[]>();

  get history(): readonly PlainCommand[] {
    return this.#history;
  }

  submit(given: PlainCommand): PlainVerdict {
    return this.#judge(given, true);
  }

  /** What the answer would be; nothing changes. */
  judge(given: PlainCommand): PlainVerdict {
    return this.#judge(given, false);
  }

  #judge(given: PlainCommand, isKept: boolean): PlainVerdict {
    if (given.kind === 'lock_before' || firstMomentOf(given) < this.#lockedBefore)
      return this.#judgeThawed(given, isKept);
    if (!this.isFrozenFor(given)) return this.#judgeThawed(given, isKept);
    const verdict = this.#judgeThawed(given, false);
    return { ...verdict, accepted: false, against: [...verdict.against, 'account_frozen'] };
  }

  /** Whether some life that a command begins something with now, or whoever has its balances later, is frozen for that. */
  isFrozenFor(command: PlainCommand): boolean {
    if (isByForce(command)) return false;
    const then = this.at(command.effectiveAt);
    return beginnings(command, then).some(([life, direction]) => {
      for (
        let holder: PlainLife | null | undefined = life;
        holder;
        holder = this.whole().byKey(holder.key).mergedInto
      ) {
        const { frozen } = this.termsOf(holder);
        if (frozen === 'all' || (frozen === 'debits' && direction !== 'credit')) return true;
      }
      return false;
    });
  }

  #judgeThawed(given: PlainCommand, isKept: boolean): PlainVerdict {
    if (given.kind === 'lock_before') return this.#lock(given, isKept);
    // It counts by arrival, so no replay tells.
    const isOwn = given.kind === 'pass' && given.isOwn === true;
    if (!isOwn && firstMomentOf(given) < this.#lockedBefore) return refusal('period_closed');
    const command = this.meantBy(given);
    if (typeof command === 'string') return refusal(command);
    const without = this.#historyFor(command);
    if (typeof without === 'string') return refusal(without);
    const place = placeIn(without, command.effectiveAt);
    const tried = without.toSpliced(place, 0, command);
    const histories = { without, withIt: tried, place };
    const { verdict, book } = compareHistories(histories, this.#comparisonFor(command));
    if (!verdict.accepted) return verdict;
    const below = isByForce(command) ? plainBelow(tried, place, (life) => this.termsOf(life)) : undefined;
    if (command.kind === 'merge') {
      // What was done with a hold of two accounts must not come to be done with one of one account.
      const known = this.whole().changedSinceMet;
      const changed = [...book.changedSinceMet].find((hold) => !known.has(hold));
      if (changed !== undefined) return { accepted: false, against: [], later: changed };
    }
    const against = velocityAgainst(tried, command, this.#limits);
    if (against.length > 0) return { accepted: false, against, later: undefined };
    if (isKept) {
      this.#history = tried;
      this.#whole = book;
      if (command.kind === 'update_account') this.#changeTerms(command);
    }
    return below === undefined ? verdict : { ...verdict, below };
  }

  /** What was accepted before a command, with its beginning moved where the command says that a life begins earlier. */
  #historyFor(command: PlainCommand): readonly PlainCommand[] | Reason {
    if (command.kind !== 'update_account') return this.#history;
    const life = this.at(command.effectiveAt).living(command.account);
    return life === undefined ? this.#history : beginningEarlier(this.#history, life, command);
  }

  /** Limits bind by arrival: a command is held to those of its own number, wherever it takes effect. */
  #comparisonFor(command: PlainCommand): Compare {
    if (command.kind !== 'update_account') {
      // Force is over floors alone.
      const more = isByForce(command) ? { floor: null } : {};
      return (without, withIt) =>
        limitsAgainst(without, withIt, (life) => ({ ...this.termsOf(life), ...more }));
    }
    const life = this.at(command.effectiveAt).living(command.account);
    if (command.asIs === true || life === undefined) return () => [];
    const { floor = null, ceiling = null } = command;
    return (_without, withIt) => termsAgainst(life.key, { floor, ceiling }, withIt);
  }

  #changeTerms({ account, effectiveAt, floor, ceiling, limits, frozen }: UpdateAccount): void {
    const life = this.at(effectiveAt).living(account);
    if (life === undefined) return;
    if (limits !== undefined) this.#limits.set(life.key, limits);
    const before = this.termsOf(life);
    this.#terms.set(life.key, {
      floor: floor === undefined ? before.floor : floor,
      ceiling: ceiling === undefined ? before.ceiling : ceiling,
      frozen: frozen === undefined ? before.frozen : frozen,
    });
  }

  /** What binds a life now. */
  termsOf({ key, floor, ceiling }: PlainLife): PlainTerms {
    return this.#terms.get(key) ?? { floor, ceiling, frozen: null };
  }

  /** The command accepted latest at that moment. */
  latestAt(at: number): PlainCommand | undefined {
    return this.#history[this.#placeOf(at) - 1];
  }

  /**
   * Leaves an accepted command out of the history, as if it had never been: where that keeps limits in its own place, as
   * its opposite would have to, and everything after it still succeeds.
   *
   * @param left what stands in its place then, which changes no limit
   */
  takeBack(command: PlainCommand, isKept: boolean, left: readonly PlainCommand[] = []): PlainVerdict {
    const place = this.#history.indexOf(command);
    const rest = this.#history.toSpliced(place, 1);
    const { verdict, book } = compareHistories(
      { without: this.#history, withIt: rest, place },
      (before, after) => limitsAgainst(before, after, (life) => this.termsOf(life)),
    );
    if (!verdict.accepted) return verdict;
    if (isKept) {
      this.#history = this.#history.toSpliced(place, 1, ...left);
      this.#whole = left.length > 0 ? undefined : book;
    }
    return verdict;
  }

  #lock({ before, effectiveAt }: LockBefore, isKept: boolean): PlainVerdict {
    if (before > effectiveAt) return refusal('period_not_over');
    if (isKept) this.#lockedBefore = before;
    return { accepted: true, against: [], later: undefined };
  }

  /** What the command accepted latest at that moment posted, each life's two sides set off. */
  postedByLatestAt(at: number): PlainNet {
    const place = this.#placeOf(at) - 1;
    const book = this.#upTo(place);
    const command = this.#history[place];
    const before = netOf(book);
    if (command === undefined || command.kind === 'merge') return new Map();
    book.apply(command);
    const changes = [...netOf(book)].map(([key, net]) => [key, net - (before.get(key) ?? 0n)] as const);
    return new Map(changes.filter(([, change]) => change !== 0n));
  }

  /** The book just after everything at a moment. */
  at(moment: number): PlainBook {
    const book = this.#upTo(this.#placeOf(moment));
    book.endWhatIsOver(moment);
    return book;
  }

  balancesAt(moment: number): Map<string, PlainBalances> {
    return this.at(moment).balances();
  }

  /** The book after everything that is known to happen; it is only for reading. */
  whole(): PlainBook {
    this.#whole ??= this.#upTo(this.#history.length);
    return this.#whole;
  }

  /** Something that stands in the history means another thing from now on. */
  forget(): void {
    this.#whole = undefined;
  }

  /** Who has now, after all merges known, what a life had. */
  holderOf(life: string): PlainLife {
    let holder = this.whole().byKey(life);
    while (holder.mergedInto) holder = holder.mergedInto;
    return holder;
  }

  #placeOf(at: number): number {
    return placeIn(this.#history, at);
  }

  #upTo(place: number): PlainBook {
    const book = new PlainBook();
    for (const command of this.#history.slice(0, place)) book.apply(command);
    return book;
  }

  /** What a command is in the history: a capture has an amount, and is a posting where its hold is over; or what stands against it. */
  meantBy(given: PlainCommand): PlainCommand | Reason {
    if (given.kind !== 'capture') return given;
    if (given.force !== true) return this.#withAmount(given);
    const then = this.at(given.effectiveAt);
    const isHeld = ({ command }: PlainHold): boolean => command.hold === given.hold;
    const hold = then.holds.some(isHeld) ? undefined : then.placed.findLast(isHeld);
    // What has happened may be more than is left.
    // Without an amount it was worked out what it takes, and that is not more than is left.
    const takesMore = given.amount !== undefined && given.over !== false;
    if (hold === undefined) return { ...this.#withAmount(given), over: takesMore };
    const { effectiveAt, to } = given;
    const left = this.whole().lefts.get(hold.command) ?? hold.command.amount;
    const amount = given.amount ?? left;
    if (amount === 0n) return 'hold_insufficient';
    const [from, target] = [survivorOf(hold.bearer), survivorOf(hold.target)];
    const isGone = from.mergedInto === null || (to === undefined && target?.mergedInto === null);
    if (isGone) return 'account_unknown';
    return { kind: 'pass', effectiveAt, from: from.id, to: to ?? target?.id ?? 'world', amount, force: true };
  }

  /**
   * A capture without an amount means all that is left when it arrives, captures and adjustments dated later included: the least
   * that there ever is from there on. An accepted answer says how much it was, so the amount may not depend on what arrives
   * after it.
   */
  #withAmount(capture: Capture): Capture {
    if (capture.amount !== undefined) return capture;
    const hold = this.#holdMeantBy(capture);
    if (hold === undefined) return capture;
    const place = this.#placeOf(capture.effectiveAt);
    const book = this.#upTo(place);
    const lefts = [book.lefts.get(hold) ?? 0n];
    for (const later of this.#history.slice(place)) {
      book.apply(later);
      lefts.push(book.lefts.get(hold) ?? 0n);
    }
    const left = lefts.reduce((a, b) => (a < b ? a : b));
    // Nothing left is too little, and asking for more than there is at all fails for that very reason.
    return { ...capture, over: false, amount: left > 0n ? left : 2n ** 63n - 1n };
  }

  #holdMeantBy(capture: Capture): Hold | undefined {
    const { holds } = this.at(capture.effectiveAt);
    return holds.find(({ command }) => command.hold === capture.hold)?.command;
  }
}

function placeIn(history: readonly PlainCommand[], at: number): number {
  const later = history.findIndex((each) => each.effectiveAt > at);
  return later === -1 ? history.length : later;
}

function isByForce(command: PlainCommand): boolean {
  return 'force' in command && command.force === true;
}

function survivorOf<Life extends PlainLife | undefined>(life: Life): Life {
  let holder: PlainLife | undefined = life;
  while (holder?.mergedInto) holder = holder.mergedInto;
  return holder as Life; // Of none it is none.
}

function netOf(book: PlainBook): Map<string, bigint> {
  return new Map([...book.balances()].map(([key, { inflow, outflow }]) => [key, inflow - outflow]));
}

function refusal(reason: Reason): PlainVerdict {
  return { accepted: false, against: [reason], later: undefined };
}
