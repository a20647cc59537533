import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

const DAY = 86_400_000;
const EXAMPLES = join(PROJECT_ROOT, 'examples/counters');

/** The cells of a file without quoted commas, without its header. */
function cellsOf(name: string): string[][] {
  const lines = gunzipSync(readFileSync(join(EXAMPLES, name)))
    .toString('utf8')
    .trimEnd()
    .split(/\r?\n/);
  return lines.slice(1).map((line) => line.replaceAll('"', '').split(','));
}

/** Adds up by key. */
function sumsOf(pairs: Iterable<readonly [key: string, value: number]>): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const [key, value] of pairs) sums.set(key, (sums.get(key) ?? 0n) + BigInt(value));
  return sums;
}

const importOf = async (words: readonly string[], input = '') => {
  const run = await folder.run(['count', 'import', '--old', ...words, '--json'], { input });
  return { ...run, report: run.stdout === '' ? null : JSON.parse(run.stdout) };
};

/** What each counter counted in a window, as `count top` tells it. */
async function topOf(house: string, words: string): Promise<Map<string, bigint>> {
  const { document } = await folder.json(`count top --limit 1000 --house ${house} ${words}`);
  const { counters } = document as { counters: { counter: string; count: string }[] };
  return new Map(counters.map(({ counter, count }) => [counter, BigInt(count)]));
}

describe('real data, counted again by hand', () => {
  test('trips by station: all, a day, hour by hour, different bikes', async () => {
    const file = join(EXAMPLES, 'citibike-jc-202011.csv.gz');
    const map = ['start station name=counter', 'starttime=at', 'bikeid=source'].flatMap((one) => [
      '--map',
      one,
    ]);
    const words = [file, ...map, '--offset', 'Z', '--horizon', 'any', '--house', 'bikes.db'];
    const trips = cellsOf('citibike-jc-202011.csv.gz').map((cells) => ({
      station: cells[4] ?? '',
      bike: cells[11] ?? '',
      at: Date.parse(`${cells[1]?.slice(0, 23).replace(' ', 'T')}Z`),
    }));
    const rows = trips.length;
    const { code, report } = await importOf(words);
    expect([code, report]).toMatchObject([0, { read: rows, counted: rows, duplicates: 0, madeIds: rows }]);

    const all = sumsOf(trips.map(({ station }) => [station, 1]));
    expect(await topOf('bikes.db', '--window 31d --at 2020-11-30')).toEqual(all);
    const [from, to] = [Date.UTC(2020, 10, 7), Date.UTC(2020, 10, 8)];
    const ofDay = trips.filter(({ at }) => at >= from && at < to);
    expect(await topOf('bikes.db', '--window 1d --at 2020-11-07')).toEqual(
      sumsOf(ofDay.map(({ station }) => [station, 1])),
    );

    const station = 'Grove St PATH';
    const ask = async (...more: string[]) =>
      JSON.parse((await folder.run(['count', ...more, '--house', 'bikes.db', '--json'])).stdout);
    const { windows } = await ask(
      'tumbling',
      station,
      '--window',
      '1h',
      '--from',
      String(from),
      '--to',
      String(to),
    );
    const own = ofDay.filter((trip) => trip.station === station);
    const hours = Array.from({ length: 24 }, (_, i) =>
      own.filter(({ at }) => Math.floor((at - from) / 3_600_000) === i),
    );
    expect(windows.map(({ count }: { count: string }) => count)).toEqual(
      hours.map((hour) => String(hour.length)),
    );
    const bikes = new Set(own.map(({ bike }) => bike)).size;
    expect(bikes).toBeGreaterThan(20);
    const range = ['--from', String(from), '--to', String(to)];
    expect(await ask('distinct', station, ...range)).toMatchObject({ count: bikes, approximate: false });

    // The same again, and the same in another form: nothing is counted twice.
    expect((await importOf(words)).report).toMatchObject({ counted: 0, duplicates: rows });
    expect(await topOf('bikes.db', '--window 31d --at 2020-11-30')).toEqual(all);
  });

  test('pieces sold and sent back by country, from NDJSON by standard input', async () => {
    const lines = cellsOf('retail-lines.csv.gz').slice(0, 40_000);
    const events = lines.map(([invoice, sku, quantity, , at, , country], i) =>
      JSON.stringify({ country, id: `${invoice}/${sku}/${i}`, at: Number(at), quantity, customer: 1 }),
    );
    const words =
      '- --format ndjson --map country=counter --map id=eventId --map quantity=value --prefix pieces: --horizon any --house retail.db';
    const { code, report } = await importOf(words.split(' '), `${events.join('\n')}\n`);
    expect([code, report]).toMatchObject([0, { read: 40_000, counted: 40_000, madeIds: 0, source: null }]);
    const sums = sumsOf(lines.map((cells) => [`pieces:${cells[6]}`, Number(cells[2])]));
    expect(await topOf('retail.db', '--window 400d --at 2010-11-30 --prefix pieces:')).toEqual(sums);
    expect(sums.size).toBeGreaterThan(10);
    const back = lines.filter((cells) => Number(cells[2]) < 0);
    expect(back.length).toBeGreaterThan(100);
    for (const [counter, sum] of [...sums].slice(0, 2)) {
      const { stdout } = await folder.run(['count', 'total', counter, '--house', 'retail.db']);
      expect(stdout).toBe(`${sum}\n`);
    }
  });
});

describe('rows that are wrong', () => {
  test('are reported by what is wrong and by line, and kept; the rest is counted', async () => {
    const now = Date.now();
    const rows = [
      'counter,eventId,at,value',
      `a,1,${now},`,
      `a,1,${now},`,
      `a,1,${now},2`,
      `a,2,${now - 8 * DAY},`,
      `a,3,${now + DAY},`,
      'a,4,2026-01-01T10:00,',
      `a,5,${now},1.5`,
      `a,6,${now},99999999999999999`,
      `,7,${now},`,
      `a,8,${now}`,
      `a,9"x,${now},`,
      `a,10,${now},-5`,
    ];
    writeFileSync(folder.file('bad.csv'), `${rows.join('\n')}\n`);
    const { code, report } = await importOf(['bad.csv', '--rejects', 'bad.ndjson', '--house', 'bad.db']);
    expect(code).toBe(1);
    expect(report).toMatchObject({
      read: 12,
      counted: 2,
      duplicates: 1,
      conflicts: 1,
      tooLate: 1,
      tooEarly: 1,
      malformed: 6,
      refusals: [
        { outcome: 'conflict', count: 1, lines: [4] },
        { outcome: 'too_late', count: 1, lines: [5] },
        { outcome: 'too_early', count: 1, lines: [6] },
      ],
      isComplete: true,
    });
    const said = report.malformations.map(({ message, lines }: { message: string; lines: number[] }) => [
      lines,
      message,
    ]);
    expect(said).toEqual(
      [
        [[7], expect.stringMatching(/^at: expected a time such as/)],
        [[8, 9], 'value: expected an integer within 2^53 - 1 of 0'],
        [[10], expect.stringMatching(/^counter: expected /)],
        [[11], 'row: expected 4 cells, as the header has'],
        [[12], expect.stringMatching(/quote/)],
      ].sort((a, b) => (b[0]?.length ?? 0) - (a[0]?.length ?? 0)),
    );
    const rejects = readFileSync(folder.file('bad.ndjson'), 'utf8').trimEnd().split('\n');
    expect(rejects.map((line) => JSON.parse(line).line)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(JSON.parse(rejects[0] ?? '')).toMatchObject({
      outcome: 'conflict',
      row: { eventId: '1', value: 2 },
    });
    expect(await folder.line('count total a --house bad.db')).toMatchObject({ stdout: '-4\n' });
  });

  test('a bucket that would leave 64 bits costs the rows that would take it there, and no others', async () => {
    const rows = Array.from({ length: 1_500 }, (_, i) =>
      JSON.stringify({ counter: 'big', eventId: i, at: 5, value: Number.MAX_SAFE_INTEGER }),
    );
    rows.push('{"counter":"small","eventId":1,"at":5}');
    const words = '- --format ndjson --horizon any --house big.db';
    const { code, report } = await importOf(words.split(' '), rows.join('\n'));
    const fit = Number((2n ** 63n - 1n) / BigInt(Number.MAX_SAFE_INTEGER));
    expect([code, report]).toMatchObject([1, { counted: fit + 1, malformed: 1_500 - fit }]);
    expect(await folder.line('count total small --house big.db')).toMatchObject({ stdout: '1\n' });
  });

  test('--stop-at-first ends there, and says so', async () => {
    const { code, report } = await importOf(['bad.csv', '--stop-at-first', '--house', 'stop.db']);
    expect([code, report]).toMatchObject([1, { read: 6, counted: 1, malformed: 1, isComplete: false }]);
  });
});

describe('files that are wrong end with 2', () => {
  const CASES: readonly (readonly [words: string, input: string, said: RegExp])[] = [
    ['-', '', /--format: expected csv or ndjson/],
    ['nothing.csv', '', /<file>: expected a file that can be read .* got "nothing\.csv"/],
    ['- --format csv', '', /header: expected a first line that names the columns, got "an empty file"/],
    [
      '- --format csv',
      'name,at\n',
      /header: expected a column counter, or --map COLUMN=counter, or --default counter=/,
    ],
    ['- --format csv', 'counter,when\n', /header: expected a column at, or --map/],
    [
      '- --format csv --map when=at',
      'counter,at\n',
      /--map: expected a column of the file: counter, at, got "when"/,
    ],
    ['- --format csv', 'counter,at,at\n', /header: expected at in one column/],
    [
      '- --format csv --map a=b',
      'counter,at\n',
      /--map a: expected one of counter, eventId, at, value, source/,
    ],
    ['- --format csv --map a=at --map b=at', 'a,b\n', /--map: expected each field once/],
    ['- --format csv --default id=1', 'counter,at\n', /--default: expected one of counter, /],
    ['- --format csv --offset 1', 'counter,at\n', /--offset: expected Z, or an offset such as/],
    ['- --format csv --horizon 1y', 'counter,at\n', /--horizon: expected a length of time/],
    ['- --format csv --batch 0', 'counter,at\n', /--batch: expected a whole number from 1 up/],
    ['- --format csv --batch 9000', 'counter,at\n', /--batch: expected a whole number from 1 to 8192/],
    ['- --format csv --source=', 'counter,at\n', /--source: expected a name/],
    [
      '- --format csv --source s --id-from a,b',
      'counter,at\n',
      /--id-from: expected columns of the file: counter, at, got "a"/,
    ],
    ['- --format xml', '', /Allowed choices are csv, ndjson/],
  ];
  test.each(CASES)('%s < %j', async (words, input, said) => {
    const { code, stdout, stderr } = await folder.run(`count import --old ${words}`.split(' '), { input });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toMatch(said);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  test('rows without an id need a name for the ids', async () => {
    const input = '{"counter":"x","at":1}\n';
    const { report } = await importOf(['-', '--format', 'ndjson', '--horizon', 'any'], input);
    expect(report).toMatchObject({
      malformed: 1,
      malformations: [{ message: expect.stringMatching(/^eventId: /) }],
    });
    const named = await importOf(['-', '--format', 'ndjson', '--horizon', 'any', '--source', 'x'], input);
    expect(named.report).toMatchObject({ counted: 1, madeIds: 1, source: 'x' });
  });
});

describe('ended in the middle', () => {
  const ROWS = 30_000;
  const lines = Array.from({ length: ROWS }, (_, i) =>
    i % 100 === 50 ? 'a,never' : `${i % 3 === 0 ? 'a' : 'b'},${i}`,
  );
  const malformed = lines.filter((line) => line.endsWith('never')).length;

  /** Starts an import of small batches, and waits until some of them are in. */
  async function begin(house: string) {
    writeFileSync(folder.file('many.csv'), `counter,at\n${lines.join('\n')}\n`);
    const words = `count import many.csv --old --horizon any --batch 20 --rejects ${house}.rejects --house ${house} --json`;
    const parts = () => readdirSync(folder.path).filter((name) => name.endsWith('.part'));
    for (const name of parts()) rmSync(folder.file(name)); // Of a run that was killed.
    const begun = folder.start(words.split(' '));
    // What is written there was decided in a batch that is over.
    while (begun.child.exitCode === null && !parts().some((name) => statSync(folder.file(name)).size > 0))
      await sleep(5);
    return begun;
  }

  async function finish(house: string): Promise<void> {
    const { code, report } = await importOf(['many.csv', '--horizon', 'any', '--house', house]);
    expect([code, report]).toMatchObject([1, { read: ROWS, malformed, isComplete: true }]);
    expect(report.duplicates).toBeGreaterThan(0);
    expect(report.counted + report.duplicates).toBe(ROWS - malformed);
    const sums = sumsOf(
      lines.flatMap((line) => (line.endsWith('never') ? [] : [[line[0] ?? '', 1] as const])),
    );
    expect(await topOf(house, '--window 1d --at 1970-01-01 --old')).toEqual(sums);
  }

  test('killed again and again, it goes on when it is run again', async () => {
    for (let i = 0; i < 3; i += 1) {
      const { child, ended } = await begin('killed.db');
      child.kill('SIGKILL');
      expect((await ended).code).toBeNull();
    }
    await finish('killed.db');
  });

  test('by Ctrl-C, it says how far it came, and the house is closed properly', async () => {
    const { child, ended } = await begin('stopped.db');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    const report = JSON.parse(stdout);
    expect([code, report]).toMatchObject([130, { isComplete: false }]);
    expect(report.read).toBeLessThan(ROWS);
    expect(readdirSync(folder.path).filter((name) => /^stopped\.db-(?:wal|shm)/.test(name))).toEqual([]);
    await finish('stopped.db');
  });
});
