import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { commandsOf, makeProgram, nameOf } from './describe-command.ts';
import type { CliRun } from './run-in-process.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

const MINUTE = 60_000;
const EVENTS = [
  'counter,eventId,at,value,source',
  'visits:/,1,1000,,ann',
  'visits:/,2,61000,3,bob',
  'visits:/,3,1970-01-01T00:03:30Z,-2,bob',
  'visits:/help,1,2000,,ann',
  '',
].join('\n');

beforeAll(async () => {
  writeFileSync(folder.file('events.csv'), EVENTS);
  const run = await folder.line('count import events.csv --old --horizon any');
  expect(run).toMatchObject({ code: 0, stderr: '' });
});

/** Lines that work on these events, and what of their JSON document must be so. */
const LINES: readonly (readonly [line: string, document: object])[] = [
  [
    'count tumbling visits:/ --window 1m --from 0 --old --to 240000',
    {
      window: MINUTE,
      windows: ['1', '3', '0', '-2'].map((count, i) => ({ start: i * MINUTE, end: (i + 1) * MINUTE, count })),
      approximate: false,
    },
  ],
  ['count tumbling nobody --window 1d --to 2026-01-01', { windows: Array(24).fill({ count: '0' }) }],
  [
    'count sliding visits:/ --window 2m --at 120000 --old',
    { from: 0, to: 120_000, count: '4', approximate: false },
  ],
  ['count sliding visits:/ --window 90s --at 90000 --old', { count: '2', approximate: true }],
  ['count sliding visits:/ --window 90s --at 90000 --old --exact', { count: '4', approximate: false }],
  [
    'count top --window 1h --at 3600000 --old',
    {
      counters: [
        { counter: 'visits:/', count: '2' },
        { counter: 'visits:/help', count: '1' },
      ],
    },
  ],
  ['count top --window 1h --at 3600000 --old --limit 1', { counters: [{ counter: 'visits:/' }] }],
  [
    'count top --window 1h --at 3600000 --old --prefix visits:/h',
    { counters: [{ counter: 'visits:/help' }] },
  ],
  ['count total visits:/', { counter: 'visits:/', count: '2', approximate: false }],
  ['count distinct visits:/ --from 0 --old --to 3600000', { count: 2, approximate: false }],
  [
    'count status visits:/',
    {
      counters: [{ counter: 'visits:/', horizon: null, counted: 3, duplicates: 0, firstAt: 1000 }],
      feeds: [],
    },
  ],
  ['count status --after visits:/', { counters: [{ counter: 'visits:/help' }] }],
  ['count status --book main', { counters: [] }],
  [
    'count define orders --granularities 10s,1m --horizon 2d --skew 1m --slots 4',
    {
      ok: true,
      definition: {
        counter: 'orders',
        granularities: [10_000, MINUTE],
        horizon: 172_800_000,
        skew: MINUTE,
        slots: 4,
      },
    },
  ],
  ['count backfill visits:/', { ok: true, events: 3, admitted: 0 }],
];

describe('every command of count', () => {
  const ran = new Set<string>(['count import']);
  for (const [line, document] of LINES) {
    test(line, async () => {
      ran.add(line.split(' ').slice(0, 2).join(' '));
      expect(await folder.json(line)).toMatchObject({ code: 0, document });
    });
  }

  test('none is left out', () => {
    const names = commandsOf(makeProgram()).map(nameOf);
    expect(names.filter((name) => name.startsWith('count ') && !ran.has(name))).toEqual([]);
  });

  test('the counters of a book are its own', async () => {
    const words = 'count import events.csv --old --horizon any --book shop';
    expect(await folder.json(words)).toMatchObject({ code: 0, document: { counted: 4 } });
    expect(await folder.json('count total visits:/ --book shop')).toMatchObject({ document: { count: '2' } });
    expect(await folder.json('count total visits:/ --book counters')).toMatchObject({
      document: { count: '2' },
    });
    expect(await folder.json('count total visits:/ --book main')).toMatchObject({ document: { count: '0' } });
    expect((await folder.line('count status visits:/')).stdout).toMatch(/^Repeats: 0$/m);
  });

  test('nothing of it is in a journal', async () => {
    expect(await folder.line('books')).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('for people', () => {
  test('windows have bars, those below 0 in another shade', async () => {
    const { stdout } = await folder.line('count tumbling visits:/ --window 1m --from 0 --old --to 240000');
    expect(stdout.split('\n')).toEqual([
      'FROM                  COUNT',
      `1970-01-01T00:00:00Z      1  ${'█'.repeat(13)}▍`,
      `1970-01-01T00:01:00Z      3  ${'█'.repeat(40)}`,
      '1970-01-01T00:02:00Z      0',
      `1970-01-01T00:03:00Z     -2  ${'░'.repeat(27)}`,
      '',
    ]);
  });

  test('a sparkline is a row of blocks, broken into lines, and what they stand for', async () => {
    const { stdout } = await folder.line(
      'count tumbling visits:/ --window 1m --from 0 --old --to 3000000 --sparkline',
    );
    expect(stdout.split('\n')).toEqual([
      `1970-01-01T00:00:00Z  ▃█·░${'·'.repeat(44)}`,
      '1970-01-01T00:48:00Z  ··',
      'Sum: 2; a block is 1m, and a whole one 3',
      '',
    ]);
  });

  test('an estimate says so', async () => {
    const { stdout } = await folder.line('count sliding visits:/ --window 90s --at 90000 --old');
    expect(stdout).toBe('about 2 from 1970-01-01T00:00:00Z to 1970-01-01T00:01:30Z\n');
  });

  test('the top is a table with bars; where there is nothing, that is said', async () => {
    const { stdout } = await folder.line('count top --window 1h --at 3600000 --old');
    expect(stdout.split('\n').slice(1)).toEqual([
      'COUNTER       COUNT',
      `visits:/          2  ${'█'.repeat(40)}`,
      `visits:/help      1  ${'█'.repeat(20)}`,
      '',
    ]);
    const none = await folder.line('count top --window 1h --at 0 --old');
    expect([none.code, none.stderr]).toEqual([0, 'No counter counted anything then.\n']);
  });

  test('status is a table of all, or all of one; what is not there is exit code 1', async () => {
    const all = await folder.line('count status');
    expect(all.stdout).toMatch(/^COUNTER +BUCKETS +HORIZON .*\norders +10s, 1m +2d .* never\nvisits:\/ +/);
    expect(all.stdout).toMatch(/\nVisible within: 5s, lag now: 0ms\n$/);
    expect(Math.max(...all.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    const one = await folder.line('count status visits:/');
    expect(one.stdout).toMatch(/^Counter: visits:\/\nBuckets: 1m, 1h, 1d\nHorizon: any\nSkew: 5m\n/);
    expect(await folder.line('count status nobody')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^There is no counter nobody\. /),
    });
    expect((await folder.line('count status --limit 1')).stderr).toMatch(/add --after orders\n$/);
  });

  test('status tells how far a feed is behind its journal', async () => {
    await using house = await open(`sqlite:${folder.file('fed.db')}`, { announceExpiries: false });
    await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
    const count = () => ({ counter: 'commands' });
    await house.book('main').feed({ feed: 'all', count, into: house.counters }).catchUp();
    await house.close();
    expect((await folder.line('count total commands --house fed.db')).stdout).toBe('1\n');
    expect(await folder.line('open-account --account b --asset GBP/2 --house fed.db')).toMatchObject({
      code: 0,
    });
    const { stdout } = await folder.line('count status --house fed.db');
    expect(stdout).toMatch(
      /\nVisible within: 5s, lag now: \d+[a-z]+\nFeed main\/all: up to number 1, 1 behind, lag \d+[a-z]+\n$/,
    );
  });

  test('what business says no to is exit code 1, with its reason', async () => {
    const refused = await folder.line('count define visits:/ --granularities 1s');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(
      /^Refused: count define: it has counted already, .* \(visits:\/\)\. Give .*\.$/m,
    );
    const unknown = await folder.line('count backfill nobody');
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringMatching(
        /: nobody defined it, and nothing came \(nobody\)\. See 'tallystick count status'\.$/m,
      ),
    ]);
    expect(await folder.json('count backfill nobody')).toMatchObject({
      code: 1,
      document: { ok: false, reason: 'counter_unknown' },
    });
  });

  test('late events wait in quarantine until a backfill admits them', async () => {
    const late = await folder.run('count import - --old --format ndjson'.split(' '), {
      input: '{"counter":"late","eventId":"1","at":1000}\n',
    });
    expect(late).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Not counted: too_late: 1 (line 1)\n'),
    });
    expect(late.stdout).toMatch(/backfill --admit-late$/m);
    expect(await folder.line('count total late')).toMatchObject({ stdout: '0\n' });
    expect(await folder.line('count backfill late --admit-late')).toMatchObject({
      code: 0,
      stdout: 'Done: count backfill late, 0 events, 1 late ones admitted\n',
    });
    expect(await folder.line('count total late')).toMatchObject({ stdout: '1\n' });
  });
});

/** Lines that are wrong, and what is said about each. */
const WRONG: readonly (readonly [line: string, said: RegExp])[] = [
  ['count tumble x', /^tallystick count: unknown command 'tumble'.*See 'tallystick count --help'\.$/],
  ['count tumbling x', /^tallystick count tumbling: required option '--window <length>' not specified/],
  [
    'count tumbling x --window soon',
    /^tallystick count tumbling: --window: expected a length of time such as/,
  ],
  ['count tumbling x --window 0m', /: --window: expected .*got 0\. See 'tallystick count tumbling --help'/],
  [
    'count tumbling x --window 90s --from 0 --old --to 9',
    /: --window: expected a multiple of the counter's finest/,
  ],
  ['count tumbling x --window 1m --from 9 --old --to 8', /: --to: expected a moment not before/],
  ['count tumbling x --window 1m --from 0 --old', /: --to: expected at most 100000 windows/],
  ['count tumbling x --window 1m --from noon', /: --from: expected a time such as/],
  ['count tumbling x --window 1m --window 2m', /option '--window <length>' was given 2 times/],
  ['count sliding x --window -5m', /: --window: expected a length of time/],
  ['count sliding x --window 5m --at 2026-01-01T10:00', /: --at: expected a time such as/],
  ['count sliding --window 5m', /missing required argument 'counter'/],
  ['count top --window 1h --limit 0', /: --limit: expected a whole number from 1 up/],
  ['count top --window 1h --limit 1001', /: --limit: expected an integer from 1 to 1000/],
  ['count total ', /: <counter>: expected a non-empty/],
  ['count distinct x --from 0 --old --to 1h', /: --to: expected a time such as/],
  ['count distinct x --from 0 --old', /required option '--to <time>'/],
  ['count define x --granularities 1m,90s', /: --granularities\[\d\]: expected a multiple of 60000/],
  ['count define x --horizon never', /: --horizon: expected a length of time/],
  ['count define x --slots 65', /: --slots: expected an integer from 1 to 64/],
  ['count define x --skew fast', /: --skew: expected a length of time/],
  ['count status --limit 9999', /: --limit: expected an integer from 1 to 1000/],
  ['count backfill x --from 5 --old --to 4', /: --to: expected a moment not before from/],
];

describe('wrong usage ends with 2 and one line that names the option', () => {
  test.each(WRONG)('%s', async (line, said) => {
    const { code, stdout, stderr } = await folder.line(line);
    expect(stderr.trimEnd()).toMatch(said);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([code, stdout]).toEqual([2, '']);
  });

  test('a word alone shows its commands', async () => {
    const { code, stdout, stderr } = await folder.line('count');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: tallystick count/);
    const help = await folder.line('count top --help');
    expect(help).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('  $ tallystick count top --window 1h\n'),
    });
  });

  test('an error is JSON with --json', async () => {
    const { stderr } = await folder.line('count top --window soon --json');
    expect(JSON.parse(stderr)).toMatchObject({
      exitCode: 2,
      error: { code: 'bad_option', field: '--window' },
    });
  });
});

test('a house that is not there is made by import and define alone', async () => {
  const missing = (line: string): Promise<CliRun> => folder.line(`${line} --house none.db`);
  for (const line of ['count status', 'count total x', 'count top --window 1h', 'count backfill x']) {
    expect(await missing(line), line).toMatchObject({ code: 3, stdout: '' });
  }
  for (const line of ['count define x --horizon never', 'count import events.csv --offset noon']) {
    expect(await missing(line), line).toMatchObject({ code: 2 });
  }
  expect(existsSync(folder.file('none.db'))).toBe(false);
  expect(await missing('count define x')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Counter: x\n/),
  });
});
