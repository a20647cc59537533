import { describe, expect, test } from 'vitest';
import { checkCommand } from '../../src/commands/check-command.ts';
import { type CommandInput, ENTRIES, type SingleCommand } from '../../src/commands/command-table.ts';
import { open } from '../../src/engine/open-house.ts';
import { Book } from '../../src/kernel/book.ts';
import { lotDisagreement } from '../support/kernel/book-lot-run.ts';
import { bookDisagreement } from '../support/kernel/book-run.ts';
import { anyCommands } from '../support/random/any-commands.ts';

const SEEDS = Array.from({ length: 250 }, (_, i) => 7_000 + i);

function checked(seed: number, count: number): SingleCommand[] {
  return anyCommands(seed, count).map((input) => checkCommand(input) as SingleCommand); // None is a group.
}

/** A house has on record what was refused, too; the rules do not know it. */
function told(reason: string): string {
  return reason === 'not_reversible' ? 'transaction_unknown' : reason;
}

/** What was refused has a number in a house and none in a book of rules: nobody can expect the same ones. */
function withoutNumbers<Input extends object>(input: Input): Input {
  const { expect: lines, ...rest } = input as Input & { expect?: readonly { readonly lastSeq?: number }[] };
  const kept = lines?.filter(({ lastSeq = 0 }) => lastSeq === 0) ?? [];
  return (kept.length === 0 ? rest : { ...rest, expect: kept }) as Input; // But for what it expects.
}

describe('commands made of the table alone', () => {
  test('of every kind some are accepted, and become the events that the table says', () => {
    const accepted = new Set<string>();
    const unlisted = new Set<string>();
    for (const seed of SEEDS) {
      const book = new Book();
      for (const command of checked(seed, 90)) {
        const { kind } = book.execute(command);
        if (kind !== 'rejected') {
          accepted.add(command.kind);
          const { events = [] } = ENTRIES.get(command.kind) ?? {};
          if (!events.includes(kind)) unlisted.add(`${command.kind}: ${kind}`);
        }
      }
    }
    // Purses are there already.
    const kinds = [...ENTRIES.keys()].filter((kind) => kind !== 'start_purses');
    expect([...accepted].sort()).toEqual(kinds.sort());
    expect([...unlisted]).toEqual([]);
  });

  test('come to what the plain book says', () => {
    const isOfNow = ({ kind }: SingleCommand): boolean => !['schedule', 'cancel_schedule'].includes(kind);
    for (const seed of SEEDS.slice(0, 60))
      expect(bookDisagreement(checked(seed, 25).filter(isOfNow))).toBeUndefined();
    // Lots of the world are nothing that plain books know, nor what was no posting and is to be reversed.
    const isOfSomebody = (command: SingleCommand): boolean =>
      isOfNow(command) &&
      command.kind !== 'reverse' &&
      (!('account' in command) || command.account !== 'world');
    for (const seed of SEEDS.slice(0, 60))
      expect(lotDisagreement(checked(seed, 25).filter(isOfSomebody))).toBeUndefined();
  });

  test('come to the same in a house that keeps nothing in memory', async () => {
    for (const seed of SEEDS.slice(0, 12)) {
      const inputs = anyCommands(seed, 60).map(withoutNumbers);
      const book = new Book();
      const expected = inputs.map((input) => {
        const outcome = book.execute(checkCommand(input) as SingleCommand); // As above.
        return outcome.kind === 'rejected' ? told(outcome.reason) : 'accepted';
      });
      await using house = await open('memory:', { clock: () => 0, cacheRowsMax: 0 });
      const answers = await house.book('main').submit(inputs as unknown as CommandInput[]); // They were checked above.
      expect(answers.map((answer) => (answer.ok ? 'accepted' : told(answer.reason)))).toEqual(expected);
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    }
  });
});
