import type { SingleInput } from '../../support/house/house-input.ts';
import type { ToldStep } from '../../support/told/tell-step.ts';
import { AT, ask, opened } from './golden-asks.ts';

export function groups(): ToldStep[] {
  const book = 'groups';
  const pay: SingleInput = { kind: 'transfer', from: 'world', to: 'a', amount: 3n };
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      { kind: 'atomic', id: 'g1', commands: [pay, { ...pay, id: 'inner', effectiveAt: 2 }] },
      { kind: 'atomic', id: 'g1', commands: [pay, { ...pay, id: 'inner', effectiveAt: 2 }] },
      { kind: 'atomic', id: 'g1', commands: [pay] },
      { kind: 'atomic', commands: [] },
      {
        kind: 'atomic',
        id: 'g2',
        reference: 'whole',
        metadata: { of: 'it' },
        commands: [pay, { kind: 'atomic', reference: 'part', commands: [{ ...pay, reference: 'one' }] }],
      },
      {
        kind: 'atomic',
        id: 'g3',
        commands: [
          pay,
          { kind: 'atomic', commands: [pay, { kind: 'transfer', from: 'b', to: 'a', amount: 1n }] },
        ],
      },
      { ...pay, id: 'inner' },
      { kind: 'atomic', id: 'g4', commands: [{ ...pay, id: 'g1' }] },
      { kind: 'reverse', transaction: 'inner' },
    ),
    // Some in one batch, a repeat and a refusal among them.
    {
      do: 'bulk',
      book,
      inputs: [
        { ...pay, id: 'b1' },
        { kind: 'transfer', id: 'b2', from: 'b', to: 'a', amount: 4n },
        { ...pay, id: 'b1' },
        { kind: 'reverse', id: 'b3', transaction: 'b1' },
      ],
    },
    { do: 'tick', by: -9 },
    ask(book, { kind: 'transfer', from: 'a', to: 'b', amount: 4n }),
    { do: 'retry', book, inputs: [{ kind: 'transfer', id: 'b2', from: 'b', to: 'a', amount: 4n }] },
    { do: 'retry', book, inputs: [{ kind: 'transfer', id: 'b2', from: 'b', to: 'a', amount: 4n }] },
    { do: 'as', actor: 'user:7 🎈', book, inputs: [{ ...pay, id: 'by' }, pay] },
    { do: 'dry', book, inputs: [pay, { kind: 'transfer', from: 'b', to: 'a', amount: 44n }] },
    {
      do: 'bulk',
      book,
      inputs: [
        {
          kind: 'record_import',
          id: 'imported',
          source: 'bank',
          fileHash: 'f'.repeat(64),
          mappingHash: 'm',
          rows: 3,
          firstAt: 1,
          lastAt: null,
        },
      ],
    },
  ];
}

export function transactions(): ToldStep[] {
  const book = 'transactions';
  const pay: SingleInput = { kind: 'transfer', from: 'world', to: 'a', amount: 3n };
  const run = (input: SingleInput) => ({ do: 'run', input }) as const;
  const refused = run({ kind: 'transfer', from: 'b', to: 'a', amount: 1n });
  const read = { do: 'read', account: 'a', at: undefined } as const;
  const kept = { do: 'transaction', book, ending: 'commit' } as const;
  return [
    opened(book, 'a', 'b'),
    { ...kept, id: 'odd', steps: [run(pay), read, run({ ...pay, id: 'inside', effectiveAt: 2 })] },
    { ...kept, id: 'even', steps: [run(pay), refused] },
    { ...kept, id: 'odd', steps: [run(pay), read, run({ ...pay, id: 'inside', effectiveAt: 2 })] },
    {
      ...kept,
      id: 'nested',
      steps: [
        {
          do: 'nest',
          ending: 'commit',
          steps: [run(pay), { do: 'nest', ending: 'rollback', steps: [run(pay)] }],
        },
        { do: 'nest', ending: 'throw', steps: [run(pay)] },
        read,
      ],
    },
    { ...kept, id: 'only reads', steps: [read, refused, read] },
    { ...kept, id: 'thrown', ending: 'throw', steps: [run(pay)] },
    { ...kept, id: 'rolled back', ending: 'rollback', steps: [run(pay)] },
  ];
}

export function severalBooks(): ToldStep[] {
  const open = (book: string) => ({ kind: 'open_account', account: 'x', asset: 'GBP/2', book }) as const;
  const pay = { kind: 'transfer', from: 'world', to: 'x', amount: 9n, ...AT } as const;
  const between = { from: { book: 'a b/c', account: 'x' }, to: { book: 'north', account: 'x' }, amount: 4n };
  return [
    { do: 'across', asks: [{ do: 'group', id: 'open', commands: [open('north'), open('a b/c')] }] },
    {
      do: 'across',
      asks: [
        {
          do: 'group',
          commands: [
            { ...pay, book: 'a b/c' },
            { ...pay, book: 'north' },
            { ...pay, book: 'north' },
          ],
        },
      ],
    },
    { do: 'across', asks: [{ do: 'transfer', id: 'over', transfer: between }] },
    { do: 'across', asks: [{ do: 'transfer', id: 'over', transfer: between }] },
    {
      do: 'across',
      asks: [{ do: 'transfer', id: 'too much', transfer: { ...between, amount: 40n, effectiveAt: 2 } }],
    },
    {
      do: 'across',
      asks: [{ do: 'group', id: 'one book', commands: [{ ...pay, id: 'of one', book: 'north' }] }],
    },
  ];
}

export function privateData(): ToldStep[] {
  const book = 'private';
  const note = { private: { name: 'Ann 🎈', ['__proto__']: 'plain' } };
  const pay: SingleInput = { kind: 'transfer', from: 'world', to: 'a', amount: 3n };
  return [
    ask(
      book,
      { kind: 'open_account', id: 'o', account: 'a', asset: 'GBP/2', ...note },
      { ...pay, id: 'p1', ...note },
      { ...pay, id: 'p1', ...note },
      { ...pay, id: 'p1', private: { name: 'Bob' } },
      { kind: 'atomic', id: 'g', ...note, commands: [pay, { ...pay, id: 'in g', private: { phone: '7' } }] },
      { kind: 'transfer', id: 'no', from: 'a', to: 'world', amount: 99n, ...note },
    ),
    { do: 'erase', book, what: { command: 'in g' } },
    { do: 'erase', book, what: { account: 'a', commands: true } },
    { do: 'erase', book, what: { command: 'nobody' } },
    ask(book, { ...pay, id: 'p1', private: { name: 'Bob' } }),
  ];
}

export function periods(): ToldStep[] {
  const book = 'periods';
  return [
    { do: 'tick', by: 100 },
    opened(book, 'a'),
    ask(
      book,
      { kind: 'lock_before', id: 'l1', before: 20 },
      { kind: 'transfer', from: 'world', to: 'a', amount: 1n, effectiveAt: 19 },
      { kind: 'transfer', from: 'world', to: 'a', amount: 1n, effectiveAt: 20 },
      { kind: 'lock_before', before: 900 },
      { kind: 'lock_before', before: 15 },
      { kind: 'start_purses', id: 'started' },
    ),
  ];
}
