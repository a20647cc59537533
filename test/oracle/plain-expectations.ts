import type { SingleCommand } from '../../src/commands/command-table.ts';
import { checkExpectations, type Expectation } from '../../src/commands/expectation.ts';
import { checkExpected } from '../../src/kernel/account/check-expected.ts';
import type { Event } from '../../src/kernel/apply-rows.ts';
import type { Book } from '../../src/kernel/book.ts';
import type { Rejection } from '../../src/kernel/rejection.ts';
import { type GroupInput, singlesIn } from '../support/house/house-input.ts';
import type { PlainVerdict } from './plain-book-compare.ts';
import type { ReplayedBook } from './plain-book-replay.ts';

/** What an account was at a place in time; undefined: it did not live. */
export interface Found {
  readonly key: string;
  readonly available: bigint;
}

/** The events of a book so far, walked whole for each question: which of them changed an account last. */
export class PlainExpectations {
  readonly events: Event[] = [];

  /** Takes in what a command came to. */
  learn(answer: Event | Rejection | string): void {
    if (typeof answer !== 'string' && answer.kind !== 'rejected') this.events.push(answer);
  }

  /** Whether accounts are what a command expects, by a book that is told everything in order of time. */
  isMetBy(replayed: ReplayedBook, { expect, effectiveAt }: SingleCommand): boolean {
    return expect === undefined || this.failing(expect, findIn(replayed, effectiveAt)) === undefined;
  }

  lastSeqOf(key: string): number {
    return lastSeqIn(this.events, key);
  }

  /** The first account, in order of the ids, that is not what is expected of it. */
  failing(
    expect: readonly Expectation[],
    find: (account: string) => Found | undefined,
  ): Expectation | undefined {
    const inOrder = expect.toSorted((a, b) => (a.account < b.account ? -1 : 1));
    return inOrder.find(({ account, available: range, lastSeq }) => {
      const found = find(account);
      const last = found === undefined ? 0 : this.lastSeqOf(found.key);
      if (lastSeq !== undefined && lastSeq !== last) return true;
      if (range === undefined) return false;
      if (found === undefined) return true;
      const { min = found.available, max = found.available } = range;
      return found.available < min || found.available > max;
    });
  }
}

/** What becomes of a command that expects what is not so: it is refused for that, unless for what is checked before. */
export function unexpected({ against }: PlainVerdict): PlainVerdict {
  return { accepted: false, against: ['expectation_failed', ...against], later: undefined };
}

/** What an account has after all that happened up to a moment: so it stands just before what comes next at it. */
export function findIn(replayed: ReplayedBook, moment: number): (account: string) => Found | undefined {
  const then = replayed.at(moment);
  const balances = then.balances();
  return (account) => {
    const key = then.living(account)?.key;
    return key === undefined ? undefined : { key, available: balances.get(key)?.available ?? 0n };
  };
}

/** The number of the latest event that moved an account, or opened it, set its terms or ended it; 0: none. */
export function lastSeqIn(events: readonly Event[], key: string): number {
  return events.reduce((last, event) => (changes(event, key) ? Math.max(last, event.seq) : last), 0);
}

function changes(event: Event, key: string): boolean {
  if (event.moves.some(({ account }) => account === key)) return true;
  switch (event.kind) {
    case 'account_opened':
      return event.row.key === key;
    case 'account_updated':
    case 'account_closed':
      return event.account === key;
    case 'accounts_merged':
      return event.from === key;
    default:
      return false;
  }
}

/** What a group expects and is not so, once, before its first command; one without commands expects nothing. */
export function failingOfGroup(
  { state }: Book,
  { expect, commands }: GroupInput,
  assigned: number,
): Rejection | undefined {
  const [first] = commands.flatMap(singlesIn);
  if (expect === undefined || first === undefined) return undefined;
  const place = state.nextInstant(first.effectiveAt ?? assigned);
  return checkExpected(state, checkExpectations('expect', expect), place);
}

/** What a command expects and is not so, where it is refused for something that the kernel does not know. */
export function failingOfSingle(
  { state }: Book,
  { expect, effectiveAt }: SingleCommand,
): Rejection | undefined {
  return checkExpected(state, expect, state.nextInstant(effectiveAt));
}
