import { afterAll, describe, expect, test } from 'vitest';
import { commandsOf, makeProgram, nameOf as nameOfCommand } from './describe-command.ts';
import { READS } from './lines-that-read.ts';
import { WRITES } from './lines-that-write.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

/** Commands that no line of these tables runs; other files do. So with those of `count`: see cli-counts.test.ts. */
const ELSEWHERE = [
  'import',
  'export',
  'verify',
  'reconcile',
  'doctor',
  'bench',
  'demo',
  'migrate',
  'backup',
  'restore',
];
const ran = new Set<string>();

const nameOf = (line: string): string => line.split(' ')[0] ?? '';

describe('every command, on one house', () => {
  for (const [line, answer] of WRITES) {
    test(line, async () => {
      ran.add(nameOf(line));
      // The moments of these tables are small numbers.
      const { code, document } = await folder.json(`${line} --old`);
      expect(document).toMatchObject(answer);
      expect(code).toBe('ok' in answer && answer.ok === false ? 1 : 0);
    });
  }

  for (const [line, document] of READS) {
    test(line, async () => {
      ran.add(nameOf(line));
      expect(await folder.json(`${line} --old`)).toMatchObject({ code: 0, document });
    });
  }

  test('events are one document a line, refusals among them, as many as are asked for', async () => {
    ran.add('events');
    const { code, stdout } = await folder.line('events --json');
    expect(code).toBe(0);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ kind }) => kind).slice(0, 6)).toEqual([
      ...Array(5).fill('open_account'),
      'transfer',
    ]);
    expect(records.filter(({ ok }) => !ok).map(({ reason }) => reason)).toEqual([
      'insufficient_funds',
      'offer_not_pending',
      'account_unknown',
      'account_unknown',
      'not_the_owner',
      'purses_exist',
      'period_closed',
    ]);
    const some = (await folder.line('events --after 2 --limit 3 --json')).stdout.trimEnd().split('\n');
    expect(some.map((line) => JSON.parse(line))).toEqual(records.filter(({ seq }) => seq > 2).slice(0, 3));
  });

  test('no command is left out', () => {
    const names = commandsOf(makeProgram()).map(nameOfCommand);
    expect(
      names.filter((name) => !ran.has(name) && !ELSEWHERE.includes(name) && !name.startsWith('count ')),
    ).toEqual([]);
  });
});

describe('for people', () => {
  /** What the next command of a book is numbered, which is one more with each line above. */
  const nextIn = async (book: string): Promise<number> => {
    const { stdout } = await folder.line(`events --book ${book} --limit 10000 --json`);
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').seq + 1;
  };

  test('an answer says what was taken, in the scale of its asset', async () => {
    const number = await nextIn('main');
    const { stdout } = await folder.line(
      'refund --refund r4 --account shop --amount 0.50 --id r4 --effective-at 4000 --old',
    );
    expect(stdout.split('\n')).toEqual([
      `Refunded 0.50 GBP from shop to world as refund r4 on 1970-01-01 (number ${number}, id r4, 00:00:04Z)`,
      'PAYMENT     TAKEN',
      'p2       0.50 GBP',
      '',
    ]);
  });

  test('a spend of what there is says how much that was', async () => {
    const { stdout } = await folder.line(
      'spend --account bob --amount 90.00 --clock none --at-most --dry-run --effective-at 4000 --old',
    );
    expect(stdout).toContain('It would be: Spent 1.00 GBP of the credits of bob to world on 1970-01-01');
  });

  test('a transfer to another book says where it stands in both, or which of them refused', async () => {
    const [here, there] = [await nextIn('main'), await nextIn('other')];
    const words = 'transfer --from shop --to-book other --id x2 --effective-at 4000 --old';
    const done = await folder.line(`${words} --to pal --amount 0.50`);
    expect(done.stdout).toBe(
      `Transferred 0.50 GBP from shop to pal in other on 1970-01-01 (number ${here} in main, number ${there} in other, id x2, 00:00:04Z)\n`,
    );
    const gone = await folder.line(`${words.replace('x2', 'x4')} --to nobody --amount 1`);
    expect(gone.stderr).toMatch(/^Refused: transfer: there is no account nobody in book other\. /);
    const { code, stderr } = await folder.line(`${words.replace('x2', 'x3')} --to eur --amount 1`);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^Refused: transfer: the accounts, .* in different assets on eur/),
    ]);
  });

  test('a refusal goes to standard error with its reason, its meaning and what to do', async () => {
    const { code, stdout, stderr } = await folder.line(
      'transfer --from bob --to nobody --amount 1 --effective-at 4000 --old',
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      "Refused: transfer: there is no account nobody. Open it with 'tallystick open-account', at or before that time, or see 'tallystick accounts' for its dates.\n",
    );
  });

  test('every list is a table of at most 120 columns', async () => {
    for (const line of [
      'balance alice bob',
      'statement alice',
      'trial-balance',
      'accounts',
      'holds',
      'offers',
      'payments',
      'credits',
      'credit-history --granted-to bob --credit c1',
      'transactions',
    ]) {
      const { code, stdout } = await folder.line(line);
      expect([line, code]).toEqual([line, 0]);
      const lines = stdout.trimEnd().split('\n');
      expect(lines.length, line).toBeGreaterThan(1);
      expect(Math.max(...lines.map((text) => text.length)), line).toBeLessThanOrEqual(120);
    }
  });

  test('an account that does not live is named, and the exit code says so', async () => {
    const { code, stdout, stderr } = await folder.line('balance nobody alice --at 2000 --old');
    expect(code).toBe(1);
    expect(stdout).toBe(
      'ACCOUNT      POSTED      HELD  INCOMING  EXPECTED   AVAILABLE\n' +
        'alice    100.00 GBP  0.00 GBP  0.00 GBP  0.00 GBP  100.00 GBP\n',
    );
    expect(stderr).toMatch(/^There is no account nobody in book main\. See/);
  });

  test('a page ends with the way to the next one', async () => {
    const first = await folder.line('accounts --limit 2');
    const cursor = /add --after (\S+)/.exec(first.stderr)?.[1] ?? '';
    const second = await folder.run(['accounts', '--after', cursor.replaceAll("'", '')]);
    const ids = [first, second].flatMap(({ stdout }) =>
      stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    );
    expect(ids).toEqual(['alice', 'bob', 'old', 'shop', 'short']);
  });
});
