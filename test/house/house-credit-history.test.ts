import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import { askBook, type House } from '../support/house/house-door.ts';
import type { SingleInput } from '../support/house/house-input.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const GBP = 'GBP/2';
const QUIET = { announceExpiries: false, clock: () => 50 };
const ACCOUNTS = ['ann', 'bob', 'cat', 'dan'];
type Book = ReturnType<House['book']>;

interface Change {
  readonly change: string;
  readonly amount: bigint;
}

/** What was done to one credit, as the answers to commands say it. */
interface PlainHistory {
  readonly named: { readonly grantedTo: string; readonly credit: string };
  readonly told: object[];
  remaining: bigint;
  account: string;
}

/** Credits by what they are called, and how each answer changes them. */
class PlainHistories {
  readonly histories = new Map<string, PlainHistory>();
  readonly #mergedInto = new Map<string, string>();
  readonly #done = new Map<string, (readonly [PlainHistory, Change])[]>();

  take(command: SingleInput, answer: Awaited<ReturnType<typeof askBook>>): void {
    if (!answer.ok) return;
    const changes = this.#changesBy(command, answer);
    this.#done.set(answer.id, changes);
    const { id, seq, effectiveAt, recordedAt } = answer;
    for (const [history, { change, amount }] of changes) {
      history.remaining += amount;
      // Whoever has it now, by the merges that are known.
      if (change !== 'spent' && change !== 'voided' && change !== 'expired')
        history.account = this.#holderOf(history.named.grantedTo);
      const { account, remaining } = history;
      history.told.push({ change, amount, remaining, account, id, seq, effectiveAt, recordedAt });
    }
  }

  #holderOf(account: string): string {
    const into = this.#mergedInto.get(account);
    return into === undefined ? account : this.#holderOf(into);
  }

  #changesBy(
    command: SingleInput,
    answer: Awaited<ReturnType<typeof askBook>>,
  ): (readonly [PlainHistory, Change])[] {
    switch (command.kind) {
      case 'grant': {
        const named = { grantedTo: command.account, credit: command.credit };
        const history = { named, told: [], remaining: 0n, account: command.account };
        this.histories.set(`${named.grantedTo} ${named.credit}`, history);
        return [[history, { change: 'granted', amount: BigInt(command.amount) }]];
      }
      case 'merge': {
        const moved = [...this.histories.values()].filter(
          ({ remaining, named }) => remaining > 0n && this.#holderOf(named.grantedTo) === command.from,
        );
        this.#mergedInto.set(command.from, command.into);
        return moved.map((history) => [history, { change: 'merged', amount: 0n }]);
      }
      case 'extend_credit': {
        const history = this.histories.get(`${command.grantedTo} ${command.credit}`);
        return history === undefined ? [] : [[history, { change: 'extended', amount: 0n }]];
      }
      case 'reverse': {
        const done = this.#done.get(command.transaction) ?? [];
        return done.map(([history, { change, amount }]) => [
          history,
          { change: change === 'granted' ? 'reversed' : 'given_back', amount: -amount },
        ]);
      }
      default: {
        const words = { spend: 'spent', expire_credits: 'expired', void_credit: 'voided' } as const;
        const change = words[command.kind as keyof typeof words];
        const { allocations = [] } = answer as {
          allocations?: readonly { credit: string; grantedTo: string; amount: bigint }[];
        };
        return allocations.flatMap(({ credit, grantedTo, amount }) => {
          const history = this.histories.get(`${grantedTo} ${credit}`);
          return history === undefined ? [] : [[history, { change, amount: -amount }] as const];
        });
      }
    }
  }
}

function commandOf(choices: SeededChoices, i: number): SingleInput {
  const account = choices.pick(ACCOUNTS);
  const effectiveAt = choices.below(40);
  const clock = { n: BigInt(choices.below(4)) };
  const id = `t${i}`;
  const roll = choices.below(100);
  if (i === 40) return { kind: 'merge', from: 'bob', into: 'dan', effectiveAt: 70, id };
  // Learned later, and true before: what cat had is bob's, and so dan's.
  if (i === 60) return { kind: 'merge', from: 'cat', into: 'bob', effectiveAt: 60, id };
  const late = i < 60 ? 40 : 80;
  if (roll < 35) {
    const expiry = choices.chance(50) ? null : { n: BigInt(choices.below(4)) };
    return {
      kind: 'grant',
      credit: `c${choices.below(12)}`,
      account,
      amount: BigInt(2 + choices.below(9)),
      expiry,
      effectiveAt,
      id,
    };
  }
  if (roll < 60)
    return {
      kind: 'spend',
      account,
      amount: BigInt(1 + choices.below(9)),
      clock,
      effectiveAt: late,
      id,
      atMost: true,
    };
  if (roll < 66) return { kind: 'expire_credits', account, clock, effectiveAt: late, id };
  if (roll < 74)
    return {
      kind: 'void_credit',
      grantedTo: account,
      credit: `c${choices.below(12)}`,
      effectiveAt: late,
      id,
    };
  if (roll < 82) {
    const ends = choices.chance(50) ? { expiresAt: null } : { expiry: { n: BigInt(3 + choices.below(9)) } };
    const named = { grantedTo: account, credit: `c${choices.below(12)}` };
    return { kind: 'extend_credit', ...named, ...ends, effectiveAt: late, id };
  }
  return {
    kind: 'reverse',
    transaction: `t${choices.below(i + 1)}`,
    effectiveAt: 30 + choices.below(20),
    id,
  };
}

async function pagesOf(book: Book, options: Parameters<Book['creditHistory']>[0]): Promise<object[]> {
  const items: object[] = [];
  for (let after: string | undefined; ; ) {
    const page = await book.creditHistory({ ...options, ...(after === undefined ? {} : { after }) });
    expect(page.items.length).toBeLessThanOrEqual(options.limit ?? 1_000);
    items.push(...page.items);
    if (page.cursor === null) return items;
    after = page.cursor;
  }
}

describe.each(HOUSES)('the history of a credit, on $name', (kind) => {
  test('is what answers said of it, from either end, in pages of any size', async () => {
    await inPlace(kind, async ({ url }) => {
      const choices = new SeededChoices(11);
      await using house = await open(url, QUIET);
      const book = house.book('shop');
      for (const account of ACCOUNTS) await book.openAccount({ account, asset: GBP, effectiveAt: 0 });
      const plain = new PlainHistories();
      for (let i = 0; i < 120; i += 1) {
        const command = commandOf(choices, i);
        const answer = await askBook(book, command);
        if (command.kind === 'merge') expect(answer).toMatchObject({ ok: true });
        plain.take(command, answer);
      }
      const words = new Set<unknown>();
      for (const { named, told } of plain.histories.values()) {
        for (const change of told) words.add('change' in change && change.change);
        expect(await pagesOf(book, named), JSON.stringify(named)).toEqual(told);
        const limit = 1 + choices.below(3);
        expect(await pagesOf(book, { ...named, limit, order: 'newest' })).toEqual(told.toReversed());
        const all: object[] = [];
        for await (const change of book.creditHistory.all(named)) all.push(change);
        expect(all).toEqual(told);
      }
      expect([...words].sort()).toEqual([
        'expired',
        'extended',
        'given_back',
        'granted',
        'merged',
        'reversed',
        'spent',
        'voided',
      ]);
      for (const { credit, grantedTo, remaining, account } of (await book.credits()).items) {
        const [last] = (await book.creditHistory({ grantedTo, credit, order: 'newest', limit: 1 })).items;
        expect(last).toMatchObject(remaining > 0n ? { remaining, account } : { remaining });
      }
      expect(await book.creditHistory({ grantedTo: 'ann', credit: 'none' })).toEqual({
        items: [],
        cursor: null,
      });
      expect(await book.creditHistory({ grantedTo: 'none', credit: 'c1' })).toEqual({
        items: [],
        cursor: null,
      });
    });
  });

  test('is told of what groups did, and of the life that is named', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, QUIET);
      const book = house.book('shop');
      const spend = { kind: 'spend', account: 'ann', amount: 2n, clock: {} } as const;
      await book.submit([
        {
          kind: 'atomic',
          id: 'all',
          commands: [
            { kind: 'open_account', account: 'ann', asset: GBP },
            { kind: 'grant', credit: 'c', account: 'ann', amount: 5n, expiry: null },
            spend,
            { ...spend, id: 'inner' },
            { kind: 'reverse', transaction: 'inner' },
          ],
        },
      ]);
      const { items } = await book.creditHistory({ grantedTo: 'ann', credit: 'c' });
      expect(items.map(({ change, remaining, id, seq }) => [change, remaining, id, seq])).toEqual([
        ['granted', 5n, 'all', 5],
        ['spent', 3n, 'all', 5],
        ['spent', 1n, 'all', 5],
        ['given_back', 3n, 'all', 5],
      ]);
      await book.voidCredit({ grantedTo: 'ann', credit: 'c' });
      await book.closeAccount({ account: 'ann' });
      await book.openAccount({ account: 'ann', asset: GBP });
      await book.grant({ credit: 'c', account: 'ann', amount: 7n, expiry: null });
      const second = { grantedTo: 'ann', credit: 'c', grantedToLife: 2 };
      expect((await book.creditHistory(second)).items).toMatchObject([{ change: 'granted', amount: 7n }]);
      expect((await book.creditHistory({ ...second, grantedToLife: 1 })).items).toHaveLength(5);
      await expect(book.creditHistory({ ...second, grantedToLife: 0 })).rejects.toMatchObject({
        code: 'bad_command',
      });
    });
  });
});

test('the command line lists it', async () => {
  await inPlace(HOUSE.sqlite, async ({ url }) => {
    const house = await open(url, { ...QUIET, clock: () => Date.UTC(2026, 10, 1) });
    const book = house.book('shop');
    await book.openAccount({ account: 'ann', asset: GBP });
    await book.grant({ credit: 'c', account: 'ann', amount: 10n, expiry: null, id: 'g' });
    await book.spend({ account: 'ann', amount: 4n, clock: {}, id: 's' });
    await house.close();
    const line = 'credit-history --granted-to ann --credit c --book shop --house';
    const { stdout } = await runInProcess([...line.split(' '), url]);
    expect(stdout.replaceAll(/ +/g, ' ')).toContain('spent -0.04 GBP 0.06 GBP ann s');
  });
});
