import { expect, test } from 'vitest';
import { checkCommand } from '../../src/commands/check-command.ts';
import type { SingleCommand } from '../../src/commands/command-table.ts';
import { LIMIT_REASONS, REASONS, type Reason } from '../../src/commands/reasons.ts';
import type { Event } from '../../src/kernel/apply-rows.ts';
import { Book } from '../../src/kernel/book.ts';
import type { HoldPlaced } from '../../src/kernel/event.ts';
import type { Rejection } from '../../src/kernel/rejection.ts';
import { GBP, hold, JPY, lock, move, open } from '../support/kernel/book-commands.ts';
import { GOOD_COMMANDS } from '../support/kernel/book-good-commands.ts';
import { playScenario } from '../support/kernel/book-scenario.ts';
import { bookScenarios } from '../support/kernel/book-scenarios.ts';
import { isListed, RULE_REASONS, sharedReasons } from '../support/kernel/listed-reasons.ts';

/** Its scenario would be of tens of thousands of commands: house-start-purses.test.ts. */
const LARGE = 'start_purses too_many_credits';

/** What gives back only: nothing available falls by it and nothing that a ceiling counts rises, so no limit is in its way. */
const GIVES_BACK = ['release', 'cancel', 'decline', 'end_credit'];

function reasonOf(answer: Event | Rejection): string {
  return answer.kind === 'rejected' ? answer.reason : 'ok';
}

/** Each kind with each reason that it is refused for in some scenario. */
function refusalsOfScenarios(): Set<string> {
  const refused = bookScenarios.flatMap(({ steps }) => steps.filter(([, answer]) => answer !== 'ok'));
  return new Set(refused.map(([{ kind }, answer]) => `${kind} ${answer}`));
}

test('every reason that a kind of command lists stands in some scenario, and no other does', () => {
  const refused = refusalsOfScenarios();
  const listed = [...RULE_REASONS].flatMap(([kind, reasons]) => reasons.map((reason) => `${kind} ${reason}`));
  const unreached = listed.filter(
    (each) => !refused.has(each) && !each.startsWith('expect_hold') && each !== LARGE,
  );
  const givingBack = GIVES_BACK.flatMap((kind) => LIMIT_REASONS.map((reason) => `${kind} ${reason}`));
  // What is voided goes to a world, which has no ceiling.
  expect(unreached.sort()).toEqual([...givingBack, 'void_credit ceiling_exceeded'].sort());
  const unlisted = [...refused].filter((each) => {
    const [kind = '', reason] = each.split(' ');
    return !isListed(kind, reason);
  });
  expect(unlisted).toEqual([]);
});

test('every reason there is, is listed, and no list names one twice', () => {
  const kinds = [...RULE_REASONS.keys()];
  const listed = new Set(
    kinds.flatMap((kind) => [...(RULE_REASONS.get(kind) ?? []), ...sharedReasons(kind)]),
  );
  expect(Object.keys(REASONS).filter((reason) => !listed.has(reason as Reason))).toEqual([]);
  for (const [kind, reasons] of RULE_REASONS) expect([...new Set(reasons)], kind).toEqual(reasons);
});

test('a hold of before is expected by nobody, for each reason of its list', () => {
  const { book, facts } = playScenario({
    name: 'holds',
    steps: [
      ...['a', 'b', 'ended'].map((id) => [open(0, id), 'ok'] as const),
      [open(0, 'yen', { asset: JPY }), 'ok'],
      [hold(1, 'h', 'a', 1n, 5, { to: 'world' }), 'insufficient_funds'],
      [move(0, 'world', 'a', 9n), 'ok'],
      [hold(1, 'h', 'a', 1n, 5), 'ok'],
    ],
  });
  const placed = facts.find((fact): fact is HoldPlaced => fact.kind === 'hold_placed');
  if (placed === undefined) throw new Error('no hold was placed');
  // Before targets were looked at, a hold could name whomever it liked.
  const refusedFor = (to: string, subject = 'old', effectiveAt = 2): string => {
    const key = book.state.seq + 1;
    book.replay({ ...placed, seq: key, moves: [], row: { ...placed.row, key, id: 'old', to } });
    return reasonOf(book.execute({ kind: 'expect_hold', what: 'hold', effectiveAt, subject, key }));
  };
  expect([
    refusedFor('b', 'none'),
    refusedFor('b', 'old', 5),
    refusedFor('nobody'),
    refusedFor('a'),
    refusedFor('yen'),
  ]).toEqual(RULE_REASONS.get('expect_hold'));
});

/** A book in which the id `t` is taken, and what lies before 100 is closed. */
function lockedBook(): Book {
  const book = new Book();
  const begun = [open(0, 'a', { asset: GBP }), move(0, 'world', 'a', 9n, { id: 't' }), lock(200, 100)];
  for (const command of begun) expect(reasonOf(book.execute(command))).toBe('ok');
  return book;
}

const OWN: readonly SingleCommand[] = [
  { kind: 'announce_expiry', what: 'hold', subject: 'h', key: 1, effectiveAt: 5 },
  { kind: 'expect_hold', what: 'hold', subject: 'h', key: 1, effectiveAt: 5 },
  { kind: 'erase', effectiveAt: 5, rows: [] },
];

test('what is checked of all commands is checked of each kind, but for those that closed periods take', () => {
  const asked = Object.entries(GOOD_COMMANDS).map(
    ([kind, { needed }]) => checkCommand({ ...needed, kind }) as SingleCommand, // None is a group.
  );
  for (const command of [...asked, ...OWN]) {
    const ofAll = sharedReasons(command.kind);
    expect(reasonOf(lockedBook().execute({ ...command, id: 't' })), command.kind).toBe('transaction_exists');
    const dated = reasonOf(lockedBook().execute({ ...command, effectiveAt: 99 }));
    expect(dated === 'period_closed', command.kind).toBe(ofAll.includes('period_closed'));
    const wrong = { ...command, effectiveAt: 200, expect: [{ account: 'a', available: { min: 10n } }] };
    expect(reasonOf(lockedBook().execute(wrong as SingleCommand)), command.kind).toBe('expectation_failed'); // An erasure, too.
  }
});
