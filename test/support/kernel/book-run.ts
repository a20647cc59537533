import { inspect } from 'node:util';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import { REASONS, type Reason } from '../../../src/commands/reasons.ts';
import type { Event } from '../../../src/kernel/apply-rows.ts';
import { Book } from '../../../src/kernel/book.ts';
import type { Rejection } from '../../../src/kernel/rejection.ts';
import { addDeltas, NO_CHANGE } from '../../../src/kernel/time/delta.ts';
import type { PlainVerdict } from '../../oracle/plain-book-compare.ts';
import { ReplayedBook } from '../../oracle/plain-book-replay.ts';
import type { Against, PlainBalances, PlainCommand, TimelineCommand } from '../../oracle/plain-book-state.ts';
import { PlainExpectations, unexpected } from '../../oracle/plain-expectations.ts';
import { shortestFailure } from '../memory/ledger-bank-calls.ts';
import { type BookMove, BookMover } from './book-mover.ts';
import type { BookPace } from './book-paces.ts';
import { isListed } from './listed-reasons.ts';

/** Told of every command with what both books say to it; what is wrong, if anything. */
export type Listener = (
  command: SingleCommand,
  answer: Event | Rejection,
  verdict: PlainVerdict,
) => string | undefined;

export const NOTHING: PlainBalances = NO_CHANGE;

/** A command as a line of a script that can be pasted. */
export function commandText(command: SingleCommand): string {
  return `book.execute(${inspect(command, { breakLength: Infinity, depth: 5 })});`;
}

export function isTimelineCommand(command: SingleCommand): command is TimelineCommand {
  return ![
    'distribute',
    'pay',
    'refund',
    'grant',
    'spend',
    'expire_credits',
    'void_credit',
    'extend_credit',
    'end_credit',
    'reverse',
    'start_purses',
  ].includes(command.kind);
}

/** The commands that moves become when the replayed book answers them. */
export function commandsOf(pace: BookPace, moves: readonly BookMove[]): SingleCommand[] {
  const mover = new BookMover(pace);
  const replayed = new ReplayedBook();
  const commands = mover.beginnings(moves.length);
  for (const command of commands) if (isTimelineCommand(command)) replayed.submit(command);
  for (const [index, move] of moves.entries()) {
    const command = mover.commandOf(move, index, replayed);
    if (isTimelineCommand(command)) replayed.submit(command);
    commands.push(command);
  }
  return commands;
}

/** Gives the commands to a book and a replayed one; the script up to the first wrong answer or read, if any. */
export function bookDisagreement(commands: readonly SingleCommand[], listen?: Listener): string | undefined {
  const book = new Book();
  const replayed = new ReplayedBook();
  const plain = new PlainExpectations();
  const script: string[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (const command of commands) {
    if (!isTimelineCommand(command)) continue;
    const isLate = command.effectiveAt < latest;
    const isMet = plain.isMetBy(replayed, command);
    const verdict = isMet ? replayed.submit(command) : unexpected(replayed.judge(command));
    const answer = answerOf(book, command);
    plain.learn(answer);
    script.push(`${commandText(command)} // ${showVerdict(verdict)}`);
    const wrong = wrongAnswer(answer, command, verdict, isLate);
    if (wrong !== undefined) return `${script.join('\n')} was expected, got ${wrong}`;
    if (verdict.accepted) latest = Math.max(latest, command.effectiveAt);
    if (typeof answer === 'string') continue;
    const remark = listen?.(command, answer, verdict);
    if (remark !== undefined) return `${script.join('\n')}\n${remark}`;
  }
  const wrong = wrongBalances(book, replayed);
  return wrong === undefined ? undefined : `${script.join('\n')}\n${wrong}`;
}

export function answerOf(book: Book, command: SingleCommand): Event | Rejection | string {
  try {
    return book.execute(command);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  }
}

export function showVerdict({ accepted, against, later }: PlainVerdict): string {
  if (accepted) return 'accepted';
  return later === undefined ? `refused: ${against.join(', ')}` : `refused by the later ${inspect(later)}`;
}

const CHECKING_ORDER = Object.keys(REASONS);

/** What money says no to: whichever account is looked at first says it. */
const OF_MONEY: readonly Reason[] = [
  'insufficient_funds',
  'ceiling_exceeded',
  'amount_out_of_range',
  'account_closed_later',
];

/**
 * In order of time the reason is the first of the true ones, but for postings, which are checked entry by entry.
 * A late command may fail by later ones too, in other words.
 */
export function wrongAnswer(
  answer: Event | Rejection | string,
  command: SingleCommand,
  { accepted, against, below }: PlainVerdict,
  isLate: boolean,
): string | undefined {
  if (typeof answer === 'string') return answer;
  if (answer.kind !== 'rejected') return accepted ? wrongForce(answer, below) : inspect(answer, { depth: 5 });
  if (!isListed(command.kind, answer.reason)) return `${answer.reason}, which ${command.kind} does not list`;
  const isRight = !accepted && (isLate || mayBeGiven(answer.reason, command, against));
  return isRight ? undefined : inspect(answer);
}

/** What is wrong with what an event says of whom it leaves under a floor, which says nothing where it was not forced. */
function wrongForce(event: Event, below: PlainVerdict['below']): string | undefined {
  const forced = 'forced' in event ? event.forced : undefined;
  const said = inspect(forced?.map(({ asset: _, ...rest }) => rest));
  return said === inspect(below) ? undefined : `${said}, and not ${inspect(below)}`;
}

function mayBeGiven(reason: Reason, { kind }: SingleCommand, against: Against): boolean {
  const first = CHECKING_ORDER.find((each) => against.some((one) => one === each));
  if (reason === first) return true;
  const isFree = kind === 'post' || (OF_MONEY.includes(reason) && OF_MONEY.some((each) => each === first));
  return isFree && against.includes(reason);
}

/** Compares what every life has at every moment at which something happens or ends, and just before it. */
export function wrongBalances(book: Book, replayed: ReplayedBook): string | undefined {
  for (const at of interestingTimes(replayed)) {
    const expected = replayed.balancesAt(at);
    const actual = balancesAt(book, at);
    for (const key of new Set([...expected.keys(), ...actual.keys()])) {
      const was = inspect(expected.get(key) ?? NOTHING);
      const got = inspect(actual.get(key) ?? NOTHING);
      if (was !== got) return `at ${at}, ${key} was expected to have ${was}, got ${got}`;
    }
  }
  return undefined;
}

/** What every life of the book has just after everything at a moment. */
export function balancesAt(book: Book, at: number): Map<string, PlainBalances> {
  const rows = [...book.state.accounts.all()].map(({ row, timeline }) => {
    return [row.key, addDeltas(NO_CHANGE, timeline.sumsAt(at))] as const;
  });
  return new Map(rows);
}

function interestingTimes({ history }: ReplayedBook): number[] {
  const times = history.flatMap((each) => {
    const expiresAt = 'expiresAt' in each ? each.expiresAt : null;
    const ends = endsOf(each).filter((end) => Number.isFinite(end));
    return expiresAt === null ? [each.effectiveAt, ...ends] : [each.effectiveAt, expiresAt, ...ends];
  });
  return [...new Set(times.flatMap((at) => [at - 1, at]))].sort((left, right) => left - right);
}

/** When the credits end that a command moves. */
function endsOf(command: PlainCommand): number[] {
  if (command.kind === 'opposite')
    return command.postings.flatMap(({ purse = [] }) => purse.map(({ until }) => until));
  return command.kind === 'pass' ? (command.parts ?? []).map(({ until }) => until) : [];
}

/** Throws with the shortest script found when the book ever answers otherwise than the replayed one. */
export function expectReplayedBook(pace: BookPace, moves: readonly BookMove[], listen?: Listener): void {
  const commands = commandsOf(pace, moves);
  if (bookDisagreement(commands, listen) === undefined) return;
  const found = shortestFailure(commands, (some) => bookDisagreement(some, listen));
  throw new Error(`the book departs from the replayed one:\n${found}`);
}
