import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCommand } from '../../src/commands/check-command.ts';
import type { SingleCommand } from '../../src/commands/command-table.ts';
import { checkExpectations, type Expectation } from '../../src/commands/expectation.ts';
import { lastSeqOf } from '../../src/kernel/account/account.ts';
import { Book } from '../../src/kernel/book.ts';
import { stateBytes } from '../../src/kernel/describe-state.ts';
import { endsAtOnce } from '../../src/kernel/hold/adjust-hold.ts';
import { ReplayedBook } from '../oracle/plain-book-replay.ts';
import { findIn, PlainExpectations } from '../oracle/plain-expectations.ts';
import { ACCOUNT_IDS, bookMoves } from '../support/kernel/book-mover.ts';
import { bookPaces } from '../support/kernel/book-paces.ts';
import { commandsOf, isTimelineCommand } from '../support/kernel/book-run.ts';
import { anyCommands } from '../support/random/any-commands.ts';
import { SeededChoices } from '../support/random/house-random.ts';

/** How often commands with expectations were accepted and refused in all runs: a run that only refuses shows nothing. */
const counts = { met: 0, failed: 0, byNumber: 0 };

describe('expectations are judged as by one that walks all that happened', () => {
  test.each(bookPaces)('$name', (pace) => {
    fc.assert(
      fc.property(bookMoves(50), fc.nat(), (moves, seed) => runBoth(commandsOf(pace, moves), seed)),
      { numRuns: 15, seed: 20_261_130, endOnFailure: true },
    );
  });

  test('and often are met, and often are not', () => {
    expect(counts.met).toBeGreaterThan(500);
    expect(counts.failed).toBeGreaterThan(500);
    expect(counts.byNumber).toBeGreaterThan(200);
  });
});

/** A book that is told expectations, and one that is told the same commands without them where they are met. */
function runBoth(commands: readonly SingleCommand[], seed: number): void {
  const choices = new SeededChoices(seed);
  const [book, twin] = [new Book(), new Book()];
  const [replayed, plain] = [new ReplayedBook(), new PlainExpectations()];
  for (const command of commands) {
    if (!isTimelineCommand(command) || (command.kind === 'adjust_hold' && endsAtOnce(command))) continue;
    const find = findIn(replayed, command.effectiveAt);
    const expected = choices.chance(70) ? someExpectations(choices, find, plain) : [];
    const asked =
      expected.length === 0
        ? command
        : ({ ...command, expect: checkExpectations('expect', expected) } as SingleCommand);
    const failing = plain.failing(expected, find);
    const before = stateBytes(book.state);
    const answer = book.execute(asked);
    if (failing !== undefined) {
      counts.failed += 1;
      expect(answer, inspect(asked)).toMatchObject(refusalOf(failing, find, plain));
      expect(stateBytes(book.state)).toEqual(before);
      continue;
    }
    expect(answer, inspect(asked)).toEqual(twin.execute(command));
    replayed.submit(command);
    if (answer.kind === 'rejected') continue;
    plain.events.push(answer);
    if (expected.length > 0) counts.met += 1;
    if (expected.some(({ lastSeq = 0 }) => lastSeq > 0)) counts.byNumber += 1;
  }
  expect(stateBytes(book.state)).toEqual(stateBytes(twin.state));
  for (const account of book.state.accounts.all()) {
    expect(lastSeqOf(account), account.row.key).toBe(plain.lastSeqOf(account.row.key));
  }
}

type Find = (id: string) => { key: string; available: bigint } | undefined;

function someExpectations(choices: SeededChoices, find: Find, plain: PlainExpectations): Expectation[] {
  const first = choices.below(ACCOUNT_IDS.length);
  return ACCOUNT_IDS.slice(first, first + 1 + choices.below(2)).map((account): Expectation => {
    const found = find(account);
    const near = (found?.available ?? 0n) + BigInt(choices.below(4) - 2);
    const last = found === undefined ? 0 : plain.lastSeqOf(found.key);
    const lastSeq = choices.chance(80) ? last : Math.max(0, last - 1);
    if (choices.chance(40)) return { account, lastSeq };
    const isLeast = choices.chance(50);
    const available = isLeast
      ? { min: near }
      : { max: near, ...(choices.chance(30) ? { min: near - 2n } : {}) };
    return choices.chance(30) ? { account, available, lastSeq } : { account, available };
  });
}

function refusalOf(failing: Expectation, find: Find, plain: PlainExpectations): object {
  const found = find(failing.account);
  return {
    kind: 'rejected',
    reason: 'expectation_failed',
    subject: failing.account,
    lastSeq: found === undefined ? 0 : plain.lastSeqOf(found.key),
    ...failing.available,
    ...(failing.lastSeq === undefined ? {} : { expectedSeq: failing.lastSeq }),
    ...(found === undefined || failing.available === undefined ? {} : { available: found.available }),
  };
}

describe('nothing changes of an account without its number', () => {
  test.each([1, 2, 3, 4])('commands of every kind, run %i', (seed) => {
    const book = new Book();
    let changed = 0;
    for (const input of anyCommands(seed, 400)) {
      const [rows, pasts] = look(book);
      const answer = book.run(checkCommand(input));
      if (!answer.ok) continue;
      const [rowsAfter, pastsAfter] = look(book);
      for (const account of book.state.accounts.all()) {
        const { key } = account.row;
        const isChanged = pasts.get(key) !== pastsAfter.get(key) || rows.get(key) !== rowsAfter.get(key);
        if (!isChanged) continue;
        changed += 1;
        expect(lastSeqOf(account), inspect(input)).toBe(book.state.seq);
      }
    }
    expect(changed).toBeGreaterThan(40);
  });
});

/** The rows of all accounts, and all that was ever posted, reserved or expected on them, as text. */
function look(book: Book): [rows: Map<string, string>, pasts: Map<string, string>] {
  const all = [...book.state.accounts.all()];
  const pasts = all.map(({ row, timeline }): [string, string] => {
    const deltas = [...timeline.describe()].map((one) => inspect(one));
    return [row.key, deltas.filter((one) => !one.includes('lastNamedAt') && !one.includes('lastSeq')).join()];
  });
  // How many schedules wait that name it is nothing of its own.
  const rows = all.map(({ row: { scheduled: _, ...row } }): [string, string] => [row.key, inspect(row)]);
  return [new Map(rows), new Map(pasts)];
}
