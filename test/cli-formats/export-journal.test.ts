import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOfCell } from '../../src/cli/csv-cell.ts';
import { type ExportFormatName, exportBook } from '../../src/cli/export/export-book.ts';
import { beancountAccount, beancountCommodity, hledgerAccount } from '../../src/cli/export/ledger-names.ts';
import { dayOf } from '../../src/cli/time-zone.ts';
import { splitAsset } from '../../src/commands/asset.ts';
import { decimalText } from '../../src/money/money.ts';
import { parseMoney } from '../../src/money-entry.ts';
import { allEvents, allItems, type OpenBook } from '../support/house/house-door.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { absenceOf, ask } from './accounting-programs.ts';
import { readBeancount, SCALE } from './beancount-subset.ts';
import { momentsOf, submitAll, withHouse } from './house-with.ts';
import { randomInputs } from './random-inputs.ts';

const DAY = 86_400_000;

async function exported(book: OpenBook, format: ExportFormatName, after = 0): Promise<string> {
  let text = '';
  const write = (piece: string): void => {
    text += piece;
  };
  await exportBook(book, format, write, { after });
  return text;
}

interface Line {
  readonly account: string;
  readonly asset: string;
  readonly posted: bigint;
  readonly available: bigint;
  readonly incoming: bigint;
  readonly expected: bigint;
  readonly credits: { readonly remaining: bigint; readonly spendable: bigint };
}

/** What the house says of every account at a moment, by asset and id; those without anything left out. */
async function balancesAt(book: OpenBook, at: number): Promise<Map<string, Line>> {
  const { lines } = await book.trialBalance({ at });
  const withSomething = lines.filter(({ posted, available, incoming, expected, credits }) => {
    return [posted, available, incoming, expected, credits.remaining].some((amount) => amount !== 0n);
  });
  return new Map(withSomething.map((line) => [`${line.asset} ${line.account}`, line]));
}

function postedOnly(lines: ReadonlyMap<string, Line>): Line[] {
  return [...lines.values()].filter(({ posted }) => posted !== 0n);
}

/** The end of each day on which something is posted, as far as the calendar goes. */
function endsOfDays(moments: readonly number[]): number[] {
  const days = new Set(moments.map((at) => Math.floor(at / DAY)));
  return [...days].map((day) => (day + 1) * DAY - 1).sort((a, b) => a - b);
}

describe('exports of random books', () => {
  test('CSV: the entries up to any moment sum to the balances of the house', async () => {
    await fc.assert(
      fc.asyncProperty(randomInputs(40), ({ inputs }) =>
        withHouse(async (house) => {
          const book = house.book('b');
          await submitAll(book, inputs);
          const rows = parse<Record<string, string>>(await exported(book, 'csv'), { columns: true });
          for (const at of momentsOf(await allEvents(book))) {
            const sums = new Map<string, bigint[]>();
            for (const row of rows) {
              if (Number(row.effectiveAt) > at) continue;
              const key = `${row.asset} ${textOfCell(row.account ?? '')}`;
              const before = sums.get(key) ?? [];
              const changes = (
                ['posted', 'available', 'incoming', 'expected', 'purse', 'spendable'] as const
              ).map((name) => {
                const minor = BigInt(row[`${name}Minor`] ?? '');
                expect(parseMoney(row[name] ?? '', row.asset ?? '')).toBe(minor);
                return minor;
              });
              sums.set(
                key,
                changes.map((change, i) => change + (before[i] ?? 0n)),
              );
            }
            const found = [...sums].filter(([, each]) => each.some((sum) => sum !== 0n)).sort();
            const wanted = [...(await balancesAt(book, at))].map(([key, line]) => {
              const { remaining, spendable } = line.credits;
              return [key, [line.posted, line.available, line.incoming, line.expected, remaining, spendable]];
            });
            expect(found).toEqual(wanted.sort());
          }
        }),
      ),
      { numRuns: 40 },
    );
  });

  test('beancount: a strict reader accepts it, and its balances are those of the house on every day', async () => {
    let closed = 0;
    let branches = 0;
    await fc.assert(
      fc.asyncProperty(randomInputs(60), ({ inputs }) =>
        withHouse(async (house) => {
          const book = house.book('b "x"');
          await submitAll(book, inputs);
          const file = readBeancount(await exported(book, 'beancount'));
          closed += file.closed.size;
          const lives = await allItems((page) => book.accounts(page));
          const names = new Set(lives.map(({ asset, account }) => beancountAccount(asset, account)));
          expect([...file.opened.keys()].filter((name) => name.startsWith('Assets:')).sort()).toEqual(
            [...names].sort(),
          );
          for (const end of endsOfDays(momentsOf(await allEvents(book)))) {
            const sums = new Map<string, bigint>();
            for (const { date, account, currency, amount } of file.postings) {
              const key = `${account} ${currency}`;
              if (date <= dayOf(end, 'UTC')) sums.set(key, (sums.get(key) ?? 0n) + amount);
            }
            const found = [...sums].filter(([, sum]) => sum !== 0n).sort();
            const wanted = postedOnly(await balancesAt(book, end)).map(({ asset, account, posted }) => {
              const amount = posted * 10n ** BigInt(SCALE - splitAsset(asset).scale);
              return [`${beancountAccount(asset, account)} ${beancountCommodity(asset)}`, amount];
            });
            expect(found).toEqual(wanted.sort());
            // A branch of the house is a branch of the file.
            const { tree = [] } = await book.trialBalance({ at: end, tree: true });
            for (const { prefix, asset, posted } of tree.filter((one) => one.prefix !== 'world')) {
              const name = beancountAccount(asset, prefix);
              const under = found.filter(([key]) => key.startsWith(`${name} `) || key.startsWith(`${name}:`));
              const sum = under.reduce((total, [, each]) => total + each, 0n);
              expect([prefix, sum]).toEqual([
                prefix,
                posted * 10n ** BigInt(SCALE - splitAsset(asset).scale),
              ]);
              if (under.length > 1) branches += 1;
            }
          }
        }),
      ),
      { numRuns: 60 },
    );
    expect([closed > 0, branches > 0]).toEqual([true, true]);
  });

  test('beancount: bean-check has nothing to say', async (context) => {
    const absence = absenceOf('bean-check');
    if (absence !== null) return context.skip(absence);
    await inFolder(async (folder) => {
      for (const [i, { inputs }] of fc.sample(randomInputs(120), { numRuns: 3, seed: 5 }).entries()) {
        await withHouse(async (house) => {
          await submitAll(house.book('b'), inputs);
          const path = join(folder, `${i}.beancount`);
          writeFileSync(path, await exported(house.book('b'), 'beancount'));
          expect(ask('bean-check', [path])).toBe('');
        });
      }
    });
  });

  test('hledger: it reads the export without complaint and agrees on every balance at the end of every day', async (context) => {
    const absence = absenceOf('hledger');
    if (absence !== null) return context.skip(absence);
    await inFolder(async (folder) => {
      for (const [i, { inputs }] of fc.sample(randomInputs(120), { numRuns: 6, seed: 7 }).entries()) {
        await withHouse(async (house) => {
          const book = house.book('b\n c');
          await submitAll(book, inputs);
          const path = join(folder, `${i}.journal`);
          writeFileSync(path, await exported(book, 'hledger'));
          expect(ask('hledger', ['-f', path, 'check', '--strict'])).toBe('');
          const moments = momentsOf(await allEvents(book));
          for (const end of spread(endsOfDays(moments), 6)) {
            const report = ask('hledger', ['-f', path, ...BALANCES, '-e', dayOf(end + 1, 'UTC')]);
            const wanted = postedOnly(await balancesAt(book, end)).map(({ asset, account, posted }) => {
              return [hledgerAccount(asset, account), splitAsset(asset).code, decimalText(posted, asset)];
            });
            expect(parse(report, { from_line: 2 }).sort()).toEqual(wanted.sort());
          }
        });
      }
    });
  });
});

/** Every account by itself with one line for each commodity. */
const BALANCES = ['balance', '--flat', '--no-total', '--layout=bare', '-O', 'csv'];

/** Some of many, the first and the last among them. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from(
    { length: count },
    (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))],
  ).filter((item) => item !== undefined);
}

describe('an export of a book that is written to meanwhile', () => {
  test.each(['csv', 'ndjson', 'hledger'] as const)(
    '%s ends where the book ended when it began, and the next one goes on there: each record once',
    (format) =>
      withHouse(async (house) => {
        const book = house.book('b');
        await book.openAccount({ account: 'a', asset: 'GBP/2', id: 'opening' });
        const pay = (id: string) => book.transfer({ id, from: 'world', to: 'a', amount: 1n });
        for (const id of ['t1', 't2', 't3']) await pay(id);
        let written = 0;
        const busy = Object.create(book, {
          accounts: { value: (query: object) => book.accounts(query) },
          // Whatever an export looks at next has grown by then.
          events: {
            value: async (query: object) => {
              if (written < 40) await pay(`m${++written}`);
              return book.events(query);
            },
          },
        }) as OpenBook;
        let text = '';
        const write = (piece: string): void => {
          text += piece;
        };
        const first = await exportBook(busy, format, write);
        const second = await exportBook(book, format, write, { after: first.through });
        expect(first.records).toBeLessThan(4 + written);
        expect(first.records + second.records).toBe(4 + written);
        const ids = [...text.matchAll(/\b([tm]\d+)\b/g)].map(([id]) => id);
        expect(new Set(ids).size).toBe(3 + written);
        const perRecord = ids.filter((id) => id === 't1').length;
        expect(ids).toHaveLength(perRecord * (3 + written));
      }),
  );
});
