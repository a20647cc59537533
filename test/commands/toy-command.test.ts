/**
 * A command is one entry, one rule, one application and one oracle. Here the sources are copied, a command is added in those
 * four files, and the copy must compile, decide it as the oracle does, and have it everywhere where commands are met.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';

/** What is added: in each file a text before or behind another one that stands there once. */
const ADDED: Readonly<Record<string, readonly (readonly [at: string, text: string])[]>> = {
  'src/commands/posting-commands.ts': [
    [
      '/** Each under the name of its method. */',
      `/** Tips somebody for something. */
export interface Tip extends Dated {
  /** What is to be done. */
  readonly kind: 'tip';
  /** Who tips. */
  readonly from: string;
  /** Who is tipped. */
  readonly waiter: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** Where; default: nowhere. */
  readonly table?: string;
}

`,
    ],
    [
      'export interface PostingCommands {',
      '\n  /** Tips somebody. */\n  readonly tip: Spec<Tip, { readonly reasons: (typeof POSTING_REASONS)["tip"] }>;',
    ],
    ['const POSTING_REASONS = {', "\n  tip: ['same_account', ...PAIR_REASONS, ...MOVE_REASONS],"],
    [
      'export const POSTINGS: Entries<PostingCommands> = {',
      `
  tip: {
    kind: 'tip',
    fields: {
      from: account('who tips', 'from'),
      waiter: account('who is tipped', 'to'),
      amount: amount(),
      table: optional('nowhere', text('where')),
    },
    events: ['tipped'],
    posts: true,
    reasons: POSTING_REASONS.tip,
    cli: {
      summary: 'Tip somebody.',
      examples: ['tip --from alice --waiter bob --amount 1.00'],
      done: 'Tipped {waiter} with {amount}[ at {table}]',
    },
  },`,
    ],
    ['import { account, amount, asset, byForce, type Field, optional, signedAmount', ', text'],
  ],
  'src/kernel/decide-command.ts': [
    ['  transfer: decideTransfer,', '\n  tip: decideTip,'],
    [
      '/** What one command would change, or why it may not.',
      `function decideTip(state: BookState, { from, waiter, amount, effectiveAt, id, table = '' }: Tip): Event | Rejection<RuleReason<'tip'>> {
  const posted = decideTransfer(state, { kind: 'transfer', from, to: waiter, amount, effectiveAt, id });
  return posted.kind === 'rejected' ? posted : { ...posted, kind: 'tipped', table };
}

`,
    ],
    [
      "import type { BookState } from './book-state.ts';",
      "\nimport type { Tip } from '../commands/posting-commands.ts';",
    ],
  ],
  'src/kernel/apply-rows.ts': [
    ['const APPLY = {', '\n  tipped: (_state: BookState, _event: Tipped) => {},'],
    [
      '/** What each kind of event changes beside balances. */',
      `interface Tipped extends Omit<Posted, 'kind'> {
  readonly kind: 'tipped';
  readonly table: string;
}

`,
    ],
  ],
  'test/oracle/plain-book.ts': [
    [
      "      case 'opposite':",
      "\n      case 'tip':\n        return this.#transfer({ ...command, kind: 'transfer', to: command.waiter });\n      case 'opposite':",
    ],
  ],
};

const tree = mkdtempSync(join(tmpdir(), 'tallystick-toy-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

beforeAll(() => {
  for (const name of ['src', 'test', 'docs/reference', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROJECT_ROOT, name), join(tree, name), { recursive: true });
  }
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(tree, 'node_modules'));
  for (const [name, additions] of Object.entries(ADDED)) {
    let source = readFileSync(join(tree, name), 'utf8');
    for (const [at, text] of additions) source = added(source, at, text);
    writeFileSync(join(tree, name), source);
  }
});

/** Behind a text that begins something, and before one that is the first line of its own. */
function added(source: string, at: string, text: string): string {
  const parts = source.split(at);
  if (parts.length !== 2) throw new Error(`"${at}" stands there ${parts.length - 1} times`);
  if (text.startsWith("\n      case 'tip'")) return parts.join(text.slice(1));
  return at.startsWith('/**') ? parts.join(text + at) : parts.join(at + text);
}

function run(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: tree, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

function tallystick(...words: readonly string[]): string {
  return run('src/cli/index.ts', '--house', 'toy.db', ...words);
}

/** What a program of the tree prints, as JSON. */
function answer(program: string): unknown {
  writeFileSync(join(tree, 'program.ts'), program);
  return JSON.parse(run('program.ts'));
}

describe('a command that was added in four files', () => {
  test('is part of types that compile', () => {
    writeFileSync(
      join(tree, 'src/uses-toy.ts'),
      `import type { OpenBook } from './engine/open-book.ts';
export const tipped = (book: OpenBook) => book.tip({ from: 'a', waiter: 'b', amount: 1, table: '7' });
// @ts-expect-error: it needs an amount.
export const wrong = (book: OpenBook) => book.tip({ from: 'a', waiter: 'b' });
export async function told(book: OpenBook): Promise<'same_account' | undefined> {
  const [tip] = await book.submit([{ kind: 'tip', from: 'a', waiter: 'a', amount: 1 }]);
  // @ts-expect-error: it is no hold.
  if (!tip.ok && tip.reason === 'hold_exists') return undefined;
  return tip.ok || tip.reason !== 'same_account' ? undefined : tip.reason;
}
`,
    );
    writeFileSync(
      join(tree, 'tsconfig.toy.json'),
      JSON.stringify({
        extends: './tsconfig.json',
        include: ['src', 'test/oracle/plain-book.ts'],
        exclude: ['src/**/*.test.ts'],
      }),
    );
    run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.toy.json');
    rmSync(join(tree, 'src/uses-toy.ts'));
  });

  test('is decided as the oracle says, in random runs that nobody told of it', () => {
    const told = answer(`
      import { checkCommand } from './src/commands/check-command.ts';
      import { bookDisagreement } from './test/support/kernel/book-run.ts';
      import { anyCommands } from './test/support/random/any-commands.ts';
      let tips = 0;
      const wrong = [];
      for (let seed = 1; seed <= 40; seed += 1) {
        // What a freeze stops is told kind by kind, in a file of the oracle that knows no tips.
        const commands = anyCommands(seed, 40)
          .filter((one) => !('frozen' in one) && !one.kind.endsWith('schedule'))
          .map((one) => checkCommand(one));
        tips += commands.filter(({ kind }) => kind === 'tip').length;
        wrong.push(bookDisagreement(commands) ?? []);
      }
      console.log(JSON.stringify({ tips, wrong: wrong.flat() }));
    `) as { tips: number; wrong: string[] };
    expect(told.wrong).toEqual([]);
    expect(told.tips).toBeGreaterThan(30);
  });

  test('is a method of a book, can be sent again and reversed, and is read from the journal', () => {
    const told = answer(`
      import { open } from './src/index.ts';
      const house = await open('sqlite:toy.db');
      const book = house.book('main');
      await book.openAccount({ account: 'alice', asset: 'GBP/2', floor: null });
      await book.openAccount({ account: 'bob', asset: 'GBP/2' });
      const tip = { id: 'tip-1', from: 'alice', waiter: 'bob', amount: 250n, table: '7', effectiveAt: 5_000_000_000_000 };
      const first = await book.tip(tip);
      const [again] = await book.submit([{ kind: 'tip', ...tip }]);
      const other = await book.tip({ ...tip, amount: 1n });
      const late = await book.tip({ from: 'alice', waiter: 'nobody', amount: 1n });
      const bad = await book.tip({ from: 'alice', waiter: 'bob', amount: -1n }).catch((error) => error.message);
      const record = await book.command('tip-1');
      await book.tip({ id: 'tip-2', from: 'alice', waiter: 'bob', amount: 1n });
      const reversed = await book.reverse({ transaction: 'tip-2' });
      const { problems } = await house.verify({ decideAgain: true });
      console.log(JSON.stringify({ first, again, other, late, bad, record, reversed, problems },
        (_, value) => (typeof value === 'bigint' ? String(value) : value)));
      await house.close();
    `) as Record<string, Record<string, unknown>>;
    expect(told.first).toMatchObject({ ok: true, id: 'tip-1' });
    expect(told.again).toMatchObject({ ok: true, replayed: true, seq: told.first?.seq });
    expect(told.other).toMatchObject({ ok: false, reason: 'id_conflict' });
    expect(told.late).toMatchObject({ ok: false, reason: 'account_unknown', subject: 'nobody' });
    expect(told.bad).toMatch(/^amount/);
    expect(told.record).toMatchObject({
      kind: 'tip',
      command: { kind: 'tip', from: 'alice', waiter: 'bob', amount: '250', table: '7' },
    });
    expect(told.reversed).toMatchObject({ ok: true });
    expect(told.problems).toEqual([]);
  });

  test('is a command of the command line, with help', () => {
    expect(tallystick('tip', '--help')).toMatch(/--waiter <account> +who is tipped/);
    const line = [
      'tip',
      '--from',
      'alice',
      '--waiter',
      'bob',
      '--amount',
      '1.50',
      '--table',
      '9',
      '--id',
      't9',
    ];
    expect(tallystick(...line)).toMatch(/^Tipped bob with 1\.50 GBP at 9 on /);
    expect(tallystick(...line)).toMatch(/^Done before: Tipped bob with 1\.50 GBP at 9 on /);
    expect(tallystick('events')).toMatch(/ tip +t9 .*bob \+1\.50 GBP/);
  });

  test('is a row of files that are imported', () => {
    writeFileSync(
      join(tree, 'tips.csv'),
      'kind,id,effectiveAt,from,waiter,amount,table\ntip,c1,2027-01-01,alice,bob,2.00,3\n',
    );
    const row = {
      kind: 'tip',
      id: 'j1',
      effectiveAt: '2027-01-02',
      from: 'alice',
      waiter: 'bob',
      amount: '3.00',
    };
    writeFileSync(join(tree, 'tips.ndjson'), `{"format":"tallystick/1"}\n${JSON.stringify(row)}\n`);
    for (const [file, id, amount] of [
      ['tips.csv', 'c1', '2.00'],
      ['tips.ndjson', 'j1', '3.00'],
    ] as const) {
      expect(tallystick('import', file)).toMatch(/Accepted: +1/);
      expect(tallystick('command', id, '--json')).toContain(`"amount":"${amount}"`);
    }
  });

  test('is on the reference pages', () => {
    run('test/docs/write-command-pages.ts');
    const page = (name: string): string => readFileSync(join(tree, 'docs/reference', name), 'utf8');
    expect(page('house.md')).toContain('| `tip` | `from`, `waiter`, `amount` | `table` | |');
    expect(page('cli.md')).toContain('| `--waiter <account>` | **required**; who is tipped |');
  });
});
