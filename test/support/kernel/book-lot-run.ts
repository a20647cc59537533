import { inspect } from 'node:util';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import type { Event } from '../../../src/kernel/apply-rows.ts';
import { Book } from '../../../src/kernel/book.ts';
import { creditKey } from '../../../src/kernel/credit/credit.ts';
import type { Rejection } from '../../../src/kernel/rejection.ts';
import { PlainLotBook, type PlainLotVerdict } from '../../oracle/plain-book-lots.ts';
import type { PlainCredit, PlainPayment } from '../../oracle/plain-book-picks.ts';
import { PlainExpectations, unexpected } from '../../oracle/plain-expectations.ts';
import { shortestFailure } from '../memory/ledger-bank-calls.ts';
import { type LotMove, LotMover } from './book-lot-mover.ts';
import type { BookPace } from './book-paces.ts';
import { answerOf, commandText, showVerdict, wrongAnswer, wrongBalances } from './book-run.ts';

/** What a book began as. */
export interface BeganAs {
  /** False: without purses. */
  readonly hasPurses?: boolean;
}

/** The commands that moves become when the plain lot book answers them; in one without purses these are started now and then. */
export function lotCommandsOf(
  pace: BookPace,
  moves: readonly LotMove[],
  { hasPurses = true }: BeganAs = {},
): SingleCommand[] {
  const mover = new LotMover(pace);
  const plain = new PlainLotBook({ hasPurses });
  const commands = mover.beginnings(moves.length);
  for (const command of commands) plain.submit(command);
  for (const [index, move] of moves.entries()) {
    if (!hasPurses && move.move.flags % 16 === 9) {
      const start = mover.startOf(move, index);
      plain.submit(start);
      commands.push(start);
    }
    const command = mover.commandOf(move, index, plain);
    plain.submit(command);
    commands.push(command);
  }
  return commands;
}

/** Told of every command with what both books say to it. */
export type LotListener = (
  command: SingleCommand,
  answer: Event | Rejection,
  verdict: PlainLotVerdict,
) => void;

/** Gives the commands to a book and a plain lot book; the script up to the first difference, if any. */
export function lotDisagreement(
  commands: readonly SingleCommand[],
  listen?: LotListener,
  { hasPurses = true }: BeganAs = {},
): string | undefined {
  const book = new Book({ hasPurses });
  const plain = new PlainLotBook({ hasPurses });
  const expectations = new PlainExpectations();
  const script: string[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (const command of commands) {
    const isLate = command.effectiveAt < latest;
    const isMet = expectations.isMetBy(plain.timeline, command);
    const verdict = isMet ? plain.submit(command) : { ...unexpected(plain.against(command)), draws: [] };
    const answer = answerOf(book, command);
    expectations.learn(answer);
    script.push(`${commandText(command)} // ${showVerdict(verdict)}`);
    const wrong =
      wrongAnswer(answer, command, verdict, isLate) ??
      wrongLacking(answer, verdict) ??
      wrongDraws(answer, verdict);
    if (wrong !== undefined) return `${script.join('\n')} was expected, got ${wrong}`;
    if (verdict.accepted) latest = Math.max(latest, command.effectiveAt);
    if (typeof answer !== 'string') listen?.(command, answer, verdict);
  }
  const wrong = wrongLots(book, plain) ?? wrongBalances(book, plain.timeline);
  return wrong === undefined ? undefined : `${script.join('\n')}\n${wrong}`;
}

function keyOf(lot: PlainPayment | PlainCredit): string {
  return 'at' in lot ? lot.id : creditKey(lot.life, lot.id);
}

function wrongLacking(
  answer: Event | Rejection | string,
  { lacking = [] }: PlainLotVerdict,
): string | undefined {
  const told = typeof answer !== 'string' && answer.kind === 'rejected' ? answer.accounts : undefined;
  return told === undefined || inspect(told) === inspect(lacking) ? undefined : `${told}, and not ${lacking}`;
}

function wrongDraws(answer: Event | Rejection | string, { draws }: PlainLotVerdict): string | undefined {
  if (typeof answer === 'string' || !('draws' in answer)) return undefined;
  const expected = inspect(draws.map((draw) => ({ ...draw, lot: keyOf(draw.lot) })));
  const actual = inspect(answer.draws);
  return actual === expected ? undefined : `${actual}, and not ${expected}`;
}

/** Compares what remains of every lot, and whose it is. */
function wrongLots({ state }: Book, plain: PlainLotBook): string | undefined {
  const { timeline } = plain;
  // Whose an empty lot is shows only when something is asked of it.
  const show = (key: string, account: string, amount: bigint, remaining: bigint): string =>
    inspect({ key, account: remaining === 0n ? 'anybody' : account, amount, remaining });
  const rowOf = (lot: PlainPayment | PlainCredit): string =>
    show(keyOf(lot), timeline.holderOf(lot.life).key, lot.amount, lot.remaining);
  const rows = [...state.payments.entries(), ...state.credits.entries()].map(([key, row]) =>
    show(key, row.account, row.amount, row.remaining),
  );
  const expected = [...plain.payments, ...plain.credits].map(rowOf);
  const wrong = expected.find((row) => !rows.includes(row));
  if (wrong !== undefined) return `${wrong} was expected among\n${rows.join('\n')}`;
  if (rows.length !== expected.length) return `${rows.length} lots, and not ${expected.length}`;
  const refunds = [...state.refunds.entries()].map(([id]) => id).sort();
  const isSame = inspect(refunds) === inspect([...plain.refundIds].sort());
  return isSame ? undefined : `the refunds ${refunds.join(', ')}`;
}

/** Throws with the shortest script found when the book ever answers otherwise than the plain lot book. */
export function expectPlainLots(pace: BookPace, moves: readonly LotMove[], began: BeganAs = {}): void {
  const commands = lotCommandsOf(pace, moves, began);
  const disagreement = (some: readonly SingleCommand[]): string | undefined =>
    lotDisagreement(some, undefined, began);
  if (disagreement(commands) === undefined) return;
  const found = shortestFailure(commands, disagreement);
  throw new Error(`the book departs from the plain lots:\n${found}`);
}
