import type { VelocityLimit } from '../../src/commands/velocity-limit.ts';
import { PlainBook } from './plain-book.ts';
import { outlookOn } from './plain-book-limits.ts';
import { type Against, isOver, type PlainCommand } from './plain-book-state.ts';

/** What one command took out of what is available on a life, and brought to what a ceiling counts, when it was carried out. */
interface PlainUse {
  readonly life: string;
  readonly command: PlainCommand;
  readonly out: bigint;
  readonly in: bigint;
}

/**
 * What velocity limits have against a command of a history in which all others succeed with it: those of its arrival.
 *
 * @param changed of lives that have others now than at their opening
 */
export function velocityAgainst(
  history: readonly PlainCommand[],
  command: PlainCommand,
  changed: ReadonlyMap<string, readonly VelocityLimit[]>,
): Against {
  const isAsked = history.some((each) => each.kind === 'open_account' && each.limits !== undefined);
  if (!isAsked && changed.size === 0) return [];
  const book = new PlainBook();
  const velocity = new PlainVelocity();
  for (const each of history) velocity.apply(book, each);
  return velocity.against(command, changed);
}

/**
 * Velocity limits by their definition: a list of all that commands took and brought, each at its moment. A command is refused
 * when it lies in a length of time of its limit in which there is too much.
 */
class PlainVelocity {
  readonly #uses: PlainUse[] = [];
  readonly #limits = new Map<string, readonly VelocityLimit[]>();

  /** Has a book carry out a command, and remembers what that took and brought. */
  apply(book: PlainBook, command: PlainCommand): void {
    const at = command.effectiveAt;
    book.endWhatIsOver(at);
    const before = outlookOn(book.lives, book, at);
    book.apply(command);
    for (const [key, { available, purse, counted }] of outlookOn(book.lives, book, at)) {
      const was = before.get(key) ?? { available: 0n, purse: 0n, counted: 0n };
      // Credits go out of an account as money does.
      this.#count(key, command, available + purse - was.available - was.purse, counted - was.counted);
    }
    this.#countOver(book, command);
    if (command.kind === 'open_account' && command.limits !== undefined) {
      this.#limits.set(book.living(command.account)?.key ?? '', command.limits);
    }
  }

  /** A hold or an offer that is over at once is in no balance, and counts. */
  #countOver(book: PlainBook, command: PlainCommand): void {
    if (command.kind !== 'hold' && command.kind !== 'offer') return;
    if (!isOver(command.expiresAt, command.effectiveAt)) return;
    const source = book.living(command.kind === 'hold' ? command.account : command.from);
    const target = book.living(command.to ?? '');
    if (source !== undefined) this.#count(source.key, command, -command.amount);
    if (target !== undefined) this.#count(target.key, command, 0n, command.amount);
  }

  #count(life: string, command: PlainCommand, available: bigint, counted = 0n): void {
    const out = available < 0n ? -available : 0n;
    const into = counted > 0n ? counted : 0n;
    if (out > 0n || into > 0n) this.#uses.push({ life, command, out, in: into });
  }

  /** Whether a command that was carried out lies in a length of time in which there is too much. */
  against(command: PlainCommand, changed: ReadonlyMap<string, readonly VelocityLimit[]>): Against {
    // What moves all there is, what undoes, and what expires is counted, and never refused.
    const isNeverRefused =
      command.kind === 'merge' ||
      (command.kind === 'opposite' && command.isRefund !== true) ||
      (command.kind === 'pass' && command.isExpiry === true);
    if (isNeverRefused) return [];
    const inForce = new Map([...this.#limits, ...changed]);
    const isOverAnywhere = [...inForce].some(([life, limits]) =>
      limits
        .filter(({ direction }) => direction === 'in' || !('force' in command) || command.force !== true)
        .some((limit) => this.#isOver(life, limit, command)),
    );
    return isOverAnywhere ? ['limit_exceeded'] : [];
  }

  #isOver(life: string, { direction, amount, count, perMs }: VelocityLimit, command: PlainCommand): boolean {
    const uses = this.#uses.filter((use) => use.life === life && use[direction] > 0n);
    if (!uses.some((use) => use.command === command)) return false;
    const at = command.effectiveAt;
    // Whatever length of time holds the command ends at one of these moments, or holds what one that does holds.
    const ends = uses.map((use) => use.command.effectiveAt).filter((end) => end >= at && end < at + perMs);
    return ends.some((end) => {
      const within = uses.filter((use) => {
        const moment = use.command.effectiveAt;
        return moment > end - perMs && moment <= end;
      });
      const sum = within.reduce((total, use) => total + use[direction], 0n);
      return (amount !== undefined && sum > amount) || (count !== undefined && within.length > count);
    });
  }
}
