import { describe, expect, test } from 'vitest';
import type { TallystickError } from '../../src/base/error.ts';
import { checkCommand } from '../../src/commands/check-command.ts';
import type { Command, SingleCommand } from '../../src/commands/command-table.ts';
import { Book } from '../../src/kernel/book.ts';
import { hold, merge, move, open, put, take } from '../support/kernel/book-commands.ts';
import { bytesOf } from '../support/kernel/book-truths.ts';
import { misuse } from '../support/memory/refund-and-credit-checks.ts';

const DEPTH = 5_000;

function atomic(...commands: readonly Command[]): Command {
  return { kind: 'atomic', commands };
}

function nested(depth: number, command: Command): Command {
  let group = command;
  for (let i = 0; i < depth; i += 1) group = atomic(group);
  return group;
}

function bookWith(...commands: readonly SingleCommand[]): Book {
  const book = new Book();
  for (const command of commands) expect(book.execute(command).kind).not.toBe('rejected');
  return book;
}

describe('a group does everything or nothing', () => {
  test('its commands see what came before them in it', () => {
    const book = new Book();
    const outcome = book.run(
      atomic(open(0, 'a'), atomic(open(0, 'b'), put(1, 'a', 5n)), atomic(), move(1, 'a', 'b', 5n)),
    );
    expect(outcome).toMatchObject({ ok: true });
    const said = outcome.ok ? outcome.events.map(({ seq, kind }) => `${seq} ${kind}`) : [];
    expect(said).toEqual(['1 account_opened', '2 account_opened', '3 posted', '4 posted']);
    expect(book.state.accounts.byKey('1/b').timeline.sumsAt(1).available).toBe(5n);
  });

  test('a refusal deep inside undoes all of it, and says where it stands', () => {
    const book = bookWith(open(0, 'a'), put(0, 'a', 5n), hold(0, 'h', 'a', 2n, 9));
    const before = bytesOf(book);
    const outcome = book.run(
      atomic(
        open(0, 'b'),
        atomic(move(1, 'a', 'b', 1n), atomic(merge(2, 'b', 'a'), take(3, 'b', 4n), put(3, 'b', 1n))),
        put(0, 'b', 1n),
      ),
    );
    expect(outcome).toEqual({
      ok: false,
      rejection: expect.objectContaining({
        reason: 'insufficient_funds',
        subject: 'b',
        available: 3n,
        needed: 4n,
      }),
      path: [1, 1, 1],
    });
    expect(bytesOf(book)).toBe(before);
    expect(book.run(open(0, 'b'))).toMatchObject({ ok: true, events: [{ seq: 4 }] });
  });

  test('a command alone is refused without a path', () => {
    expect(new Book().run(put(0, 'a', 1n))).toMatchObject({ ok: false, path: [] });
  });

  test('an empty group changes nothing', () => {
    const book = bookWith(open(0, 'a'));
    const before = bytesOf(book);
    expect(book.run(atomic())).toEqual({ ok: true, events: [] });
    expect(book.run(atomic(atomic(), atomic(atomic())))).toEqual({ ok: true, events: [] });
    expect(bytesOf(book)).toBe(before);
  });

  test('a group refused in a layer leaves the layer as it was', () => {
    const book = bookWith(open(0, 'a'));
    const outside = bytesOf(book);
    book.begin();
    book.run(put(0, 'a', 5n));
    const inside = bytesOf(book);
    expect(book.run(atomic(take(1, 'a', 1n), take(1, 'a', 9n))).ok).toBe(false);
    expect(bytesOf(book)).toBe(inside);
    expect(book.run(atomic(take(1, 'a', 1n))).ok).toBe(true);
    expect(book.rollback()).toBe(true);
    expect(bytesOf(book)).toBe(outside);
    expect([book.commit(), book.rollback()]).toEqual([false, false]);
  });
});

describe('groups nest deeper than calls can', () => {
  test('checked and run', () => {
    const checked = checkCommand(nested(DEPTH, atomic(open(0, 'a'), put(0, 'a', 1n))));
    const book = new Book();
    expect(book.run(checked)).toMatchObject({ ok: true });
    expect(book.state.seq).toBe(2);
  });

  test('refused at the bottom, all is undone', () => {
    const book = new Book();
    const before = bytesOf(book);
    const outcome = book.run(checkCommand(atomic(open(0, 'a'), nested(DEPTH, take(0, 'a', 1n)))));
    expect(outcome).toMatchObject({ ok: false, rejection: { reason: 'insufficient_funds' } });
    if (!outcome.ok) expect(outcome.path).toEqual([1, ...Array.from({ length: DEPTH }, () => 0)]);
    expect(bytesOf(book)).toBe(before);
  });

  test('bad input at the bottom is named by its path', () => {
    const error: TallystickError = misuse(
      () => checkCommand(nested(DEPTH, { ...put(0, 'a', 1n), amount: -1n } as Command)), // Wrong, but of that type.
    );
    expect(error).toMatchObject({ code: 'bad_amount', field: `${'commands[0].'.repeat(DEPTH)}amount` });
  });

  test('layers nest as deep', () => {
    const book = bookWith(open(0, 'a'));
    const before = bytesOf(book);
    for (let i = 0; i < DEPTH; i += 1) {
      book.begin();
      book.run(put(i, 'a', 1n));
    }
    for (let i = 0; i < DEPTH - 1; i += 1) expect(book.commit()).toBe(true);
    expect(book.state.seq).toBe(DEPTH + 1);
    expect(book.rollback()).toBe(true);
    expect(bytesOf(book)).toBe(before);
  });
});
