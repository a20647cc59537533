import fc from 'fast-check';
import { TallystickError } from '../../src/base/error.ts';
import { checkRequest } from '../../src/commands/check-command.ts';
import type { SingleCommand } from '../../src/commands/command-table.ts';
import { type HouseInput, inputOf, mayBeGiven, type SingleInput } from '../support/house/house-input.ts';
import { lotMoves } from '../support/kernel/book-lot-mover.ts';
import { lotCommandsOf } from '../support/kernel/book-lot-run.ts';
import { stepPaces } from '../support/kernel/book-steps.ts';

/** Ids that a file, a CSV reader or an accounting program could take for something else. */
const HARD_IDS: Readonly<Record<string, string>> = {
  a: 'a b:c; "d"\n',
  b: 'Müller, É.',
  'a:c': '=A1%20',
  'a:c:d': 'a b:d',
};

export interface RandomInputs {
  readonly inputs: readonly HouseInput[];
  /** What one moment of the run is in milliseconds. */
  readonly unit: number;
}

/**
 * Commands of a random run: all kinds, some of them refused, dated in any order, some without a moment, some in
 * groups, with hard ids. Moments lie some hours apart, so that they fall on different days.
 */
export function randomInputs(length: number): fc.Arbitrary<RandomInputs> {
  return fc
    .record({
      pace: fc.constantFrom(...stepPaces),
      moves: lotMoves(length),
      cuts: fc.array(fc.nat({ max: 99 }), { minLength: length, maxLength: length }),
      unit: fc.constantFrom(1, 40_000_000, 86_400_000),
    })
    .map(({ pace, moves, cuts, unit }) => {
      const given = lotCommandsOf(pace, moves).filter(mayBeGiven);
      const singles = given.map((command, i) => {
        const input = inputOf(endingLater(command, unit), (cuts[i % cuts.length] ?? 0) % 10 !== 0);
        return { ...disguise(input, unit), id: input.id ?? `made-${i}` } as SingleInput; // With an id, as any may have.
      });
      const some = singles.filter(isWellFormed);
      for (const [i, input] of livesOf(unit, (cuts[0] ?? 0) % 2 === 0).entries())
        some.splice(i * 5, 0, input);
      return { inputs: [...inGroups(some, cuts)], unit };
    });
}

/** No clock of these runs is so far. */
const FAR_AHEAD_MS = 2 * 10 ** 12;

/** Credits end when everything has been imported: what has ended is posted out before the next batch, and batches are not the same. */
function endingLater(command: SingleCommand, unit: number): SingleCommand {
  if (command.kind !== 'grant' || command.expiresAt == null) return command;
  return { ...command, expiresAt: command.expiresAt + Math.ceil(FAR_AHEAD_MS / unit) };
}

/** An account that is closed, and perhaps opened again: random commands hardly ever leave one empty. */
function livesOf(unit: number, comesBack: boolean): SingleInput[] {
  const account = 'e-u2D-';
  const asset = 'GBP/2';
  const commands: SingleInput[] = [
    { kind: 'open_account', account, asset, effectiveAt: unit },
    { kind: 'transfer', from: 'world', to: account, amount: 5n, effectiveAt: 2 * unit },
    { kind: 'transfer', from: account, to: 'world', amount: 5n, effectiveAt: 3 * unit },
    { kind: 'close_account', account, effectiveAt: 4 * unit },
    { kind: 'open_account', account, asset, effectiveAt: 6 * unit },
    { kind: 'transfer', from: 'world', to: account, amount: 7n, effectiveAt: 7 * unit },
  ];
  return commands.slice(0, comesBack ? 6 : 4).map((command, i) => ({ ...command, id: `life-${i}` }));
}

/** Sums of great amounts may make one that is out of range. */
function isWellFormed(input: SingleInput): boolean {
  try {
    checkRequest(input);
    return true;
  } catch (error) {
    if (error instanceof TallystickError) return false;
    throw error;
  }
}

const ACCOUNTS = new Set(['account', 'from', 'to', 'into']);
const LINES = new Set(['entries', 'from', 'to']);
const MOMENTS = new Set(['effectiveAt', 'expiresAt']);

function disguise(input: SingleInput, unit: number): SingleInput {
  const members = Object.entries(input).map(([name, value]): [string, unknown] => {
    if (ACCOUNTS.has(name) && typeof value === 'string') return [name, HARD_IDS[value] ?? value];
    if (MOMENTS.has(name) && typeof value === 'number') return [name, value * unit];
    if (!LINES.has(name) || !Array.isArray(value)) return [name, value];
    const lines = value as readonly { account: string }[];
    return [name, lines.map((entry) => ({ ...entry, account: HARD_IDS[entry.account] ?? entry.account }))];
  });
  return Object.fromEntries(members) as SingleInput; // The same members with other values.
}

function* inGroups(singles: readonly SingleInput[], cuts: readonly number[]): Generator<HouseInput> {
  for (let i = 0; i < singles.length; ) {
    const cut = cuts[i % cuts.length] ?? 0;
    const size = cut < 85 ? 1 : cut % 5;
    const commands = singles.slice(i, i + size);
    const [only] = commands;
    if (cut < 85 && only !== undefined) yield only;
    else yield { kind: 'atomic', id: `group-${i}`, commands: cut % 2 === 0 ? commands : nest(commands) };
    i += Math.max(size, 1);
  }
}

function nest(commands: readonly SingleInput[]): HouseInput[] {
  return commands.map((command) => ({ kind: 'atomic', commands: [command] }));
}
