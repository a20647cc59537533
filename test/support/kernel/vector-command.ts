import { PRIORITY_ORDER } from '../../../src/commands/credit-orders.ts';
import { ALL } from '../../../src/commands/field.ts';
import type { open } from '../../../src/engine/open-house.ts';

type House = Awaited<ReturnType<typeof open>>;
export type Command = Parameters<ReturnType<House['book']>['submit']>[0][number];

const AMOUNT = /^-?\d+$/;

/** The command that a line of a vector is about, as `VectorBook` says. */
export function commandOf(at: number, text: string): Command {
  const [, group, ofGroup] = /^\[(.*)\](?: if (.*))?$/.exec(text) ?? [];
  if (group !== undefined) {
    const commands = group.split('; ').map((each) => commandOf(at, each));
    return { kind: 'atomic', commands, ...expecting(ofGroup) } as Command;
  }
  const [asked = '', expected] = text.split(' if ');
  const [verb = '', ...words] = asked.split(' ');
  const given = readWords(words);
  const command = { ...shapeOf(verb, given, at, asked), effectiveAt: at, ...expecting(expected) };
  // As it was written down: a wrong line is refused by the book.
  return (given.id === undefined ? command : { ...command, id: given.id }) as Command;
}

interface Given {
  readonly plain: readonly string[];
  readonly id: string | undefined;
  /** What stands behind `to`, `until` and such; a word that has nothing behind it is there. */
  readonly named: ReadonlyMap<string, string>;
}

const NAMES = [
  'to',
  'from',
  'until',
  'floor',
  'ceiling',
  'in',
  'group',
  'rank',
  'by',
  'of',
  'among',
  'frozen',
  'ends',
  'starts',
  'priority',
];
const ALONE = ['final', 'over', 'pro-rata', 'as-is', 'by-priority', 'at-most'];

function readWords(words: readonly string[]): Given {
  const plain: string[] = [];
  const named = new Map<string, string>();
  let id: string | undefined;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (NAMES.includes(word)) {
      i += 1;
      named.set(word, words[i] ?? '');
    } else if (ALONE.includes(word)) named.set(word, word);
    else if (word.startsWith('#')) id = word.slice(1);
    else plain.push(word);
  }
  return { plain, named, id };
}

function shapeOf(verb: string, { plain, named }: Given, at: number, text: string): object {
  const [first, second, third, fourth] = plain;
  const optional = (name: string): object => (named.has(name) ? { [name]: named.get(name) } : {});
  const limit = (name: string): object => {
    const value = named.get(name);
    if (value === undefined) return {};
    return { [name]: value === 'none' ? null : BigInt(value) };
  };
  const until = named.get('until');
  const expiresAt = until === undefined ? null : Number(until);
  switch (verb) {
    case 'open':
      return {
        kind: 'open_account',
        account: first,
        asset: named.get('in') ?? 'GBP/2',
        ...limit('floor'),
        ...limit('ceiling'),
      };
    case 'update': {
      const frozen = named.get('frozen');
      return {
        kind: 'update_account',
        account: first,
        ...limit('floor'),
        ...limit('ceiling'),
        ...(frozen === undefined ? {} : { frozen: frozen === 'none' ? null : frozen }),
        ...(named.has('as-is') ? { asIs: true } : {}),
      };
    }
    case 'distribute':
      return { kind: 'distribute', ...distributed(text), ...weightOf(named.get('of')) };
    case 'close':
      return { kind: 'close_account', account: first };
    case 'put':
      return { kind: 'transfer', from: 'world', to: first, amount: amountOf(second) };
    case 'take':
      return { kind: 'transfer', from: first, to: 'world', amount: amountOf(second) };
    case 'move':
      return { kind: 'transfer', from: first, to: second, amount: amountOf(third) };
    case 'post':
      return {
        kind: 'post',
        entries: text.replace(/ #.*$/, '').slice('post '.length).split(', ').map(entryOf),
      };
    case 'hold':
      return {
        kind: 'hold',
        hold: first,
        account: second,
        amount: amountOf(third),
        expiresAt,
        ...optional('to'),
      };
    case 'capture':
      return {
        kind: 'capture',
        hold: first,
        ...(second === undefined ? {} : { amount: amountOf(second) }),
        ...(named.has('final') ? { final: true } : {}),
        ...(named.has('over') ? { over: true } : {}),
        ...optional('to'),
      };
    case 'adjust':
      return {
        kind: 'adjust_hold',
        hold: first,
        ...(second === undefined ? {} : { amount: amountOf(second) }),
        ...(until === undefined ? {} : { expiresAt: until === 'never' ? null : Number(until) }),
      };
    case 'release':
      return { kind: 'release', hold: first };
    case 'offer':
      return { kind: 'offer', offer: first, from: second, to: third, amount: amountOf(fourth), expiresAt };
    case 'accept':
    case 'decline':
    case 'cancel':
      return { kind: verb, offer: first, account: second };
    case 'merge':
      return { kind: 'merge', into: first, from: second };
    case 'pay':
      return {
        kind: 'pay',
        payment: first,
        account: second,
        amount: amountOf(third),
        ...optional('from'),
        ...optional('group'),
        ...(named.has('rank') ? { rank: Number(named.get('rank')) } : {}),
      };
    case 'refund':
      return {
        kind: 'refund',
        refund: first,
        account: second,
        amount: amountOf(third),
        ...(named.has('of') ? { payment: named.get('of') } : {}),
        ...(named.has('among') ? { payments: named.get('among')?.split(',') } : {}),
        ...(named.has('by') ? { rules: named.get('by')?.split(',') } : {}),
        ...(named.has('pro-rata') ? { proRata: true } : {}),
        ...optional('group'),
        ...optional('to'),
      };
    case 'grant': {
      const expiry = until === undefined ? null : { day: Number(until) };
      return {
        kind: 'grant',
        credit: first,
        account: second,
        amount: amountOf(third),
        ...(named.has('ends') ? { expiresAt: Number(named.get('ends')) } : { expiry }),
        ...(named.has('starts') ? { startsAt: Number(named.get('starts')) } : {}),
        ...(named.has('priority') ? { priority: Number(named.get('priority')) } : {}),
        ...(named.has('by-priority') ? { order: PRIORITY_ORDER } : {}),
        ...optional('from'),
      };
    }
    case 'spend':
      return {
        kind: 'spend',
        account: first,
        amount: amountOf(second),
        clock: { day: at },
        ...(named.has('at-most') ? { atMost: true } : {}),
      };
    case 'void':
      return { kind: 'void_credit', grantedTo: first, credit: second };
    case 'expire':
      return { kind: 'expire_credits', account: first, clock: { day: at } };
    case 'reverse':
      return { kind: 'reverse', transaction: first };
    default:
      throw new Error(`no command is called ${verb}: ${text}`);
  }
}

function expecting(text: string | undefined): object {
  return text === undefined ? {} : { expect: text.split(' ').map(expectationOf) };
}

/** Of `a:min=1,max=5,seq=3`, or some of these. */
function expectationOf(text: string): object {
  const [account, list = ''] = text.split(':');
  const { seq, ...range } = Object.fromEntries(list.split(',').map((part) => part.split('=')));
  const available = Object.fromEntries(
    Object.entries(range).map(([name, amount]) => [name, amountOf(String(amount))]),
  );
  return {
    account,
    ...(list.includes('m') ? { available } : {}),
    ...(seq === undefined ? {} : { lastSeq: Number(seq) }),
  };
}

function entryOf(text: string): object {
  const [account, amount, asset] = text.split(' ');
  return { account, amount: amountOf(amount), ...(asset === undefined ? {} : { asset }) };
}

/** Who gives and who gets, of `distribute 9 a 3, b > c 1, d share 2, e rest of 5 #id`. */
function distributed(text: string): object {
  const [, amount = '', lines = ''] = /^distribute (\S+) (.*?)(?: of \d+)?(?: #.*)?$/.exec(text) ?? [];
  const [from = [], to = []] = lines
    .split(' > ')
    .map((side) => side.split(', ').map((line) => line.split(' ')));
  return {
    amount: amount === ALL ? ALL : amountOf(amount),
    from: from.map(([account, most]) => ({
      account,
      ...(most === undefined ? {} : { atMost: amountOf(most) }),
    })),
    to: to.map(([account, part, weight]) => {
      if (part === 'rest') return { account, rest: true };
      return { account, ...(part === 'share' ? { share: Number(weight) } : { amount: amountOf(part) }) };
    }),
  };
}

function weightOf(text: string | undefined): object {
  return text === undefined ? {} : { of: Number(text) };
}

function amountOf(text: string | undefined): bigint {
  if (text === undefined || !AMOUNT.test(text)) throw new Error(`no amount: ${text}`);
  return BigInt(text);
}
