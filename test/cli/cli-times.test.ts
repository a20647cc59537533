import { writeFileSync } from 'node:fs';
import type { Option } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { MomentOption, readMoments } from '../../src/cli/moment-option.ts';
import type { DateMeans } from '../../src/cli/moment-text.ts';
import { commandsOf, makeProgram, nameOf } from './describe-command.ts';
import { takersOf } from './path-options.ts';
import { runInProcess } from './run-in-process.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

/** What a date means for each option that takes a moment, of the commands that have it. */
const MEANINGS: Readonly<Record<string, DateMeans>> = {
  '--effective-at': 'first',
  '--expires-at': 'next',
  'schedule --execute-at': 'first',
  'schedule --until': 'first',
  // What runs out when a day begins is not before it.
  '--expires-before': 'first',
  // The day itself stays open.
  'lock-before --before': 'first',
  'grant --starts-at': 'first',
  'update-account --opened-at': 'first',
  'account --at': 'last',
  'account --known-at': 'last',
  'balance --at': 'last',
  'refundable --at': 'last',
  'spendable --at': 'last',
  'balance --known-at': 'last',
  'trial-balance --at': 'last',
  'trial-balance --known-at': 'last',
  'statement --from': 'first',
  'statement --to': 'last',
  'transactions --from': 'first',
  'transactions --to': 'last',
  'transactions --recorded-from': 'first',
  'transactions --recorded-to': 'last',
  'announce-expiries --until': 'last',
  'run-due --until': 'last',
  // Counters do not include the end of a range.
  'count tumbling --from': 'first',
  'count tumbling --to': 'next',
  'count distinct --from': 'first',
  'count distinct --to': 'next',
  'count backfill --from': 'first',
  'count backfill --to': 'next',
  'count sliding --at': 'next',
  'count top --at': 'next',
};

const takesTime = ({ flags }: Option): boolean => flags.includes('<time>');

describe('every option that takes a moment', () => {
  const takers = takersOf(makeProgram()).filter(({ option }) => option !== undefined && takesTime(option));
  const meaningOf = (name: string): DateMeans | undefined =>
    MEANINGS[name] ?? MEANINGS[name.slice(name.indexOf('--'))];

  test('is one whose date has a meaning, and there is no other', () => {
    expect(takers.length).toBeGreaterThan(20);
    const told = takers.map(({ name, option }) => [
      name,
      option instanceof MomentOption ? option.means : undefined,
    ]);
    expect(told).toEqual(takers.map(({ name }) => [name, meaningOf(name)]));
    expect(told.filter(([, means]) => means === undefined)).toEqual([]);
    const all = commandsOf(makeProgram()).flatMap((command) => command.options);
    expect(all.filter((option) => option instanceof MomentOption && !takesTime(option))).toEqual([]);
    const named = Object.keys(MEANINGS).filter((name) => !takers.some((taker) => taker.name.endsWith(name)));
    expect(named).toEqual([]);
  });

  // 25 October 2026 has 25 hours in London, and begins at 23:00Z.
  const BEGIN = Date.UTC(2026, 9, 24, 23);
  const END = Date.UTC(2026, 9, 26);

  test.each(takers)('$name reads a date as the whole day', ({ command, option, name }) => {
    const key = option?.attributeName() ?? '';
    const read = (text: string, times = { zone: 'Europe/London', allowsOld: false }): unknown =>
      readMoments(command, { [key]: text }, times)[key];
    const moments = { first: BEGIN, last: END - 1, next: END };
    expect(read('2026-10-25'), nameOf(command)).toBe(moments[meaningOf(name) ?? 'first']);
    expect(read('2026-10-25T00:30Z')).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(read('315532800000')).toBe(315_532_800_000);
    for (const old of ['315532799999', '1795860000', '-1', '1979-12-01']) {
      expect(() => read(old)).toThrow(/expected a moment from 1980 on, or --old where/);
      expect(read(old, { zone: 'UTC', allowsOld: true })).toEqual(expect.any(Number));
    }
  });
});

describe('a day, by the program', () => {
  const ask = async (line: string) => {
    const words = [...line.split(' '), '--house', folder.file('days.db')];
    const { code, stdout, stderr } = await runInProcess(words);
    return { code, stdout, stderr };
  };
  const json = async (line: string) => JSON.parse((await ask(`${line} --json`)).stdout);

  test('what happens on the last day of a range is in it', async () => {
    await ask('open-account --account alice --asset GBP/2 --effective-at 2026-11-15T10:00Z');
    await ask('transfer --from world --to alice --amount 5.00 --id t --effective-at 2026-11-15T23:30Z');
    const statement = await json('statement alice --from 2026-11-15 --to 2026-11-15');
    expect(statement.lines.map(({ id }: { id: string }) => id)).toEqual(['t']);
    expect(await json('balance alice --at 2026-11-15')).toMatchObject({ balances: [{ posted: '5.00' }] });
    expect((await json('trial-balance --at 2026-11-15')).totals).toMatchObject([
      { asset: 'GBP/2', debit: '5.00', credit: '5.00' },
    ]);
    expect((await ask('balance alice --at 2026-11-14')).code).toBe(1);
  });

  test('and which day that is depends on the zone, wherever it is said', async () => {
    const inNewYork = await json('--time-zone America/New_York statement alice --to 2026-11-14');
    expect(inNewYork).toBeNull();
    const moscow = await json('statement alice --from 2026-11-16 --time-zone Europe/Moscow');
    const utc = await json('statement alice --from 2026-11-16');
    expect([moscow.lines.length, utc.lines.length]).toEqual([1, 0]);
  });

  test('a hold lasts through the day that it is to run out on', async () => {
    const line =
      'hold --hold h --account alice --amount 1.00 --effective-at 2026-11-20 --expires-at 2026-11-20';
    expect(await json(`${line} --time-zone Asia/Tokyo`)).toMatchObject({
      ok: true,
      effectiveAt: Date.UTC(2026, 10, 19, 15),
    });
    const { items } = await json('holds');
    expect(items).toMatchObject([{ hold: 'h', expiresAt: Date.UTC(2026, 10, 20, 15) }]);
  });

  test('rows of files are read alike, and seconds are malformed unless --old is given', async () => {
    const file = folder.file('rows.csv');
    writeFileSync(
      file,
      [
        'kind,id,account,hold,from,to,amount,effectiveAt,expiresAt',
        'hold,h2,alice,h2,,,1,2026-11-21,2026-11-21',
        'transfer,t2,,,world,alice,1,2026-11-21,',
        'transfer,t3,,,world,alice,1,1795860000,',
        '',
      ].join('\n'),
    );
    const report = await json(`import ${file} --time-zone America/New_York`);
    expect(report).toMatchObject({ accepted: 2, malformed: 1 });
    expect(report.malformations[0].message).toMatch(/^effectiveAt: expected a moment from 1980 on, or --old/);
    const { items } = await json('holds --hold h2');
    expect(items).toMatchObject([{ expiresAt: Date.UTC(2026, 10, 22, 5) }]);
    const { lines } = await json('statement alice --from 2026-11-21 --to 2026-11-21');
    expect(lines.map(({ at }: { at: number }) => at)).toContain(Date.UTC(2026, 10, 21, 5));
    const seconds = folder.file('seconds.ndjson');
    const row = { kind: 'open_account', id: 's', account: 'old', asset: 'GBP/2', effectiveAt: 1_795_860_000 };
    writeFileSync(seconds, `${JSON.stringify(row)}\n`);
    expect(await json(`import ${seconds}`)).toMatchObject({ accepted: 0, malformed: 1 });
    expect(await json(`import ${seconds} --old`)).toMatchObject({ accepted: 1, malformed: 0 });
    // What a house has recorded was meant, and comes back as it was.
    const copy = folder.file('copy.ndjson');
    await ask(`export --format ndjson --output ${copy}`);
    const back = await runInProcess(['import', copy, '--json', '--house', folder.file('copy.db')]);
    expect(JSON.parse(back.stdout)).toMatchObject({ malformed: 0, refused: 0 });
  });

  test('a file that is read by the days of another zone is no longer the same import', async () => {
    const file = folder.file('zone.csv');
    writeFileSync(file, 'kind,from,to,amount,effectiveAt\ntransfer,world,alice,1,2026-11-22\n');
    expect(await json(`import ${file}`)).toMatchObject({ accepted: 1 });
    expect(await json(`import ${file}`)).toMatchObject({ repeated: 1, changes: null });
    expect(await json(`import ${file} --time-zone Asia/Tokyo`)).toMatchObject({
      isComplete: false,
      changes: { hasOtherMapping: true },
    });
  });

  test('exports for hledger and beancount date by it, and events are counted by it', async () => {
    const dates = async (line: string) => [
      ...new Set([...(await ask(line)).stdout.matchAll(/^2026-11-1[56]/gm)].map(([date]) => date)),
    ];
    for (const format of ['hledger', 'beancount']) {
      const tokyo = await dates(`export --format ${format} --time-zone Asia/Tokyo`);
      const utc = await dates(`export --format ${format}`);
      expect([tokyo.includes('2026-11-16'), utc.includes('2026-11-16')]).toEqual([true, false]);
    }
    const file = folder.file('events.csv');
    writeFileSync(file, 'counter,eventId,at\nvisits,a,2026-11-15\nvisits,b,1795860000\n');
    const counted = await json(`count import ${file} --horizon any --time-zone Europe/Athens`);
    expect(counted).toMatchObject({ counted: 1, malformed: 1 });
    const range = '--from 2026-11-15 --to 2026-11-15';
    const { windows } = await json(`count tumbling visits --window 1h ${range} --time-zone Europe/Athens`);
    expect([windows.length, windows[0].start]).toEqual([24, Date.UTC(2026, 10, 14, 22)]);
    expect(await json(`count distinct visits ${range} --time-zone Europe/Athens`)).toMatchObject({
      count: 1,
    });
    expect(await json(`count distinct visits ${range}`)).toMatchObject({ count: 0 });
  });
});
