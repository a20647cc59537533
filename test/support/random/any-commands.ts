import { ENTRIES } from '../../../src/commands/command-table.ts';
import type { AnyEntry } from '../../../src/commands/entry.ts';
import { type FieldForm, type Fields, type Named, SOURCE } from '../../../src/commands/field.ts';
import { REFUND_RULES } from '../../../src/commands/refund-rules.ts';
import { SeededChoices } from './house-random.ts';

/** A command as callers write it, each with an id and a moment of its own. */
export type AnyInput = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly id: string;
  readonly effectiveAt: number;
};

const ACCOUNTS = ['a', 'b', 'c', 'd', 'e'] as const;
const ASSETS = ['GBP/2', 'GBP/2', 'GBP/2', 'JPY/0'] as const;

/**
 * Commands of every kind that the table has, whatever it has, with few names, small amounts and moments close together:
 * some come late, and some are dated ahead. The first ones open accounts and pay into them.
 */
export function anyCommands(seed: number, count: number): AnyInput[] {
  const choices = new SeededChoices(seed);
  const entries = [...ENTRIES.values()];
  // The last one is neither open nor paid, so that it can be opened, and closed while it is empty.
  const commands: AnyInput[] = ACCOUNTS.slice(0, -1).flatMap((account, i) => [
    { kind: 'open_account', id: `open-${account}`, effectiveAt: i, account, asset: ASSETS[i] },
    { kind: 'pay', id: `pay-${account}`, effectiveAt: i, payment: `p-${account}`, account, amount: 20n },
  ]);
  for (let i = 0; i < count; i += 1) {
    // Money moves more often than accounts come and go, or little would be there to move.
    const entry = choices.pick(entries);
    const chosen = entry.redefines !== undefined && choices.chance(60) ? choices.pick(entries) : entry;
    commands.push(anyCommand(choices, chosen, i));
  }
  return commands;
}

/** One command of a kind; `i` makes its id, and moves its moment on. */
export function anyCommand(choices: SeededChoices, entry: AnyEntry, i: number): AnyInput {
  const { kind, fields, exclusive = [], belongsTo = {} } = entry;
  // Of fields that exclude each other one comes, or none.
  const only =
    exclusive.length === 0 ? 'none' : choices.pick(entry.needsOne ? exclusive : [...exclusive, 'none']);
  const effectiveAt = 5 + i + (choices.chance(20) ? choices.below(12) - 6 : 0);
  const values = Object.entries(fields).flatMap(([name, field]): [string, unknown][] => {
    if (exclusive.includes(name)) {
      if (name !== only) return [];
    } else if (field.defaultsTo !== undefined && choices.chance(50)) return [];
    return [[name, anyValue(choices, field, { i, effectiveAt })]];
  });
  // An account is hardly ever called so by chance.
  const back = kind === 'refund' && choices.chance(30) ? { to: SOURCE } : {};
  // Or it would be over before it begins.
  const given = new Map(values);
  const later = kind === 'schedule' ? anySchedule(choices, given, effectiveAt) : {};
  for (const [name, other] of Object.entries(belongsTo)) if (!given.has(other)) given.delete(name);
  const expecting = choices.chance(15) ? { expect: VALUES.expectations(choices, { i, effectiveAt }) } : {};
  return { kind, id: `t${i}`, effectiveAt, ...Object.fromEntries(given), ...back, ...later, ...expecting };
}

const DAY_MS = 86_400_000;

/** When it is carried out, and if it is repeated, that it ends, in a zone that there is. */
function anySchedule(choices: SeededChoices, given: Map<string, unknown>, effectiveAt: number) {
  const executeAt = effectiveAt + choices.below(40);
  if (!given.has('every')) return { executeAt };
  const ends = given.has('until')
    ? { until: executeAt + choices.below(4) * DAY_MS }
    : { count: 1 + choices.below(4) };
  // The clocks of a zone are for a house.
  given.delete('zone');
  given.delete('until');
  return { executeAt, ...ends };
}

interface Place {
  readonly i: number;
  readonly effectiveAt: number;
}

function anyValue(choices: SeededChoices, field: Fields[string], place: Place): unknown {
  const { form, names, defaultsTo, choices: words = [] } = field;
  if (form === 'word') return choices.pick(words.slice(1));
  // An account begins earlier and earlier, mostly.
  if (form === 'moment' && defaultsTo !== undefined) return -place.effectiveAt - choices.below(20);
  return names === undefined ? VALUES[form](choices, place) : anyName(choices, names, place.i);
}

function anyName(choices: SeededChoices, names: Named, i: number): string {
  if (names === 'account') return choices.chance(15) ? 'world' : choices.pick(ACCOUNTS);
  if (names === 'transaction') return `t${Math.max(0, i - 1 - choices.below(6))}`;
  return `${names[0]}${choices.below(5)}`;
}

const VALUES: Readonly<Record<FieldForm, (choices: SeededChoices, place: Place) => unknown>> = {
  text: (choices) => `text${choices.below(3)}`,
  asset: (choices) => choices.pick(ASSETS),
  amount: (choices) => BigInt(1 + choices.below(9)),
  amountOrAll: (choices) => (choices.chance(30) ? 'all' : BigInt(1 + choices.below(9))),
  limit: (choices) => (choices.chance(30) ? null : BigInt(choices.below(40) - 10)),
  moment: (choices, { effectiveAt }) => effectiveAt - choices.below(20),
  end: (choices, { effectiveAt }) => (choices.chance(30) ? null : effectiveAt + 1 + choices.below(8)),
  // The one choice that there is.
  choice: (choices) => choices.pick(['debits', 'all', null, null]),
  // One of those that the field has.
  word: () => 'none',
  period: (choices) => ({ days: 1 + choices.below(2) }),
  retry: (choices) => ({ everyMs: 1 + choices.below(20), times: 1 + choices.below(3) }),
  dates: (choices) => [`1970-01-0${1 + choices.below(4)}`],
  flag: (choices) => choices.chance(50),
  // At least what the shares of a list come to.
  weight: (choices) => 20 + choices.below(80),
  count: (choices) => 1 + choices.below(100),
  clock: (choices) => ({ n: choices.below(4), m: choices.below(3) }),
  expiry: (choices) => (choices.chance(30) ? null : { n: 1 + choices.below(4) }),
  ids: (choices) => [...new Set([0, 1].map(() => `p${choices.below(5)}`))],
  rules: (choices) => [choices.pick(REFUND_RULES)],
  limits: (choices) => [
    {
      name: 'any',
      direction: choices.chance(50) ? 'out' : 'in',
      perMs: 1 + choices.below(30),
      ...(choices.chance(80) ? { amount: BigInt(5 + choices.below(60)) } : { count: 1 + choices.below(9) }),
    },
  ],
  // Mostly what is there; the number of the latest command is hardly ever met by chance, but where there is no account.
  expectations: (choices) => [
    choices.chance(80)
      ? { account: choices.pick(ACCOUNTS.slice(0, 3)), available: { min: BigInt(choices.below(12)) } }
      : { account: choices.pick(ACCOUNTS), lastSeq: choices.pick([0, choices.below(40)]) },
  ],
  command: (choices) => ({
    kind: 'transfer',
    from: choices.pick(ACCOUNTS),
    to: choices.pick([...ACCOUNTS, 'world']),
    amount: BigInt(1 + choices.below(9)),
  }),
  texts: (choices) => ({ note: `text${choices.below(3)}` }),
  sources: (choices) =>
    Array.from({ length: 1 + choices.below(3) }, () => {
      const account = anyName(choices, 'account', 0);
      const isBound = account === 'world' || choices.chance(40);
      return { account, ...(isBound ? { atMost: BigInt(choices.below(9)) } : {}) };
    }),
  targets: (choices) => [
    ...Array.from({ length: 1 + choices.below(3) }, () => {
      return { account: anyName(choices, 'account', 0), share: choices.below(6) };
    }),
    ...(choices.chance(30) ? [{ account: choices.pick(ACCOUNTS), amount: BigInt(choices.below(2)) }] : []),
    { account: choices.pick(ACCOUNTS), rest: true },
  ],
  entries: (choices) => {
    const amount = BigInt(1 + choices.below(9));
    const [from, to] = [choices.pick(ACCOUNTS), choices.pick(ACCOUNTS)];
    return [
      { account: from, amount: -amount },
      choices.chance(20) ? { account: 'world', amount, asset: 'GBP/2' } : { account: to, amount },
    ];
  },
};
