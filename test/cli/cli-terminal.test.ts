import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shellWord } from '../../src/cli/shell-word.ts';
import { open } from '../../src/index.ts';
import { commandsOf, makeProgram, nameOf } from './describe-command.ts';
import { NO_PATHS, takersOf } from './path-options.ts';
import { runInProcess } from './run-in-process.ts';

/** Sets the title, clears the screen (by seven bits and by eight), turns the text around, and begins a line of its own. */
const HOSTILE = 'a\u001b]0;x\u0007\u009b2J\u202e\u2028\r\nforged';
/** What a terminal obeys, but for the ends of lines. */
const OBEYED = /[\p{Cc}\p{Cs}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const before = process.cwd();
let folder = '';
let url = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-terminal-'));
  // Some lines write a file.
  process.chdir(folder);
  url = join(folder, `house${HOSTILE}.db`);
  await using house = await open(`sqlite:${url}`);
  const book = house.book(HOSTILE);
  const effectiveAt = 1000;
  const make = (name: string): string => `${name}${HOSTILE}`;
  await book.openAccount({ account: HOSTILE, asset: 'GBP/2', metadata: { [HOSTILE]: HOSTILE }, effectiveAt });
  await book.openAccount({ account: make('other'), asset: 'GBP/2', effectiveAt });
  await book.transfer({ id: make('t'), from: 'world', to: HOSTILE, amount: 500n, effectiveAt });
  await book.hold({ hold: HOSTILE, account: HOSTILE, amount: 5n, expiresAt: null, effectiveAt });
  await book.offer({
    offer: HOSTILE,
    from: HOSTILE,
    to: make('other'),
    amount: 5n,
    expiresAt: null,
    effectiveAt,
  });
  await book.pay({ payment: HOSTILE, account: HOSTILE, amount: 5n, effectiveAt });
  await book.grant({ credit: HOSTILE, account: HOSTILE, amount: 5n, expiry: null, effectiveAt });
  await book.transfer({ id: make('r'), from: make('other'), to: HOSTILE, amount: 500n, effectiveAt });
  await book.counters.define({ counter: HOSTILE, horizon: null });
  await book.counters.ingest([{ counter: HOSTILE, eventId: HOSTILE, at: 1000, source: HOSTILE }]);
  writeFileSync(
    join(folder, `rows${HOSTILE}.csv`),
    `kind,id,account\n"${HOSTILE}","${HOSTILE}","${HOSTILE}"\n`,
  );
});

afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const program = makeProgram();
const takers = takersOf(program);
/** All but one that takes its time, and tells nothing but numbers. */
const commands = commandsOf(program).filter((command) => command.name() !== 'bench');

/** A command with hostile text wherever a value may be text: in the arguments alone, or in every option, or one. */
function linesOf(command: (typeof commands)[number]): string[][] {
  const own = takers.filter((taker) => taker.command === command && !taker.option?.argChoices);
  const file = join(folder, `rows${HOSTILE}.csv`);
  const words = own
    .filter(({ option }) => option === undefined)
    .map(({ word }) => (word === 'file' ? file : HOSTILE));
  const needed = own.filter(({ option }) => option?.mandatory);
  const valid = needed.map(({ option, word }) => {
    const isText = ['account', 'id', 'name', 'text', 'counter'].includes(word);
    return `${option?.long}=${isText ? HOSTILE : NO_PATHS[word]}`;
  });
  const all = ['--house', url, '--book', HOSTILE];
  const start = [...nameOf(command).split(' '), ...words];
  const bad = own.flatMap(({ option }) =>
    option === undefined ? [] : [[...start, ...all, `${option.long}=${HOSTILE}`]],
  );
  return [
    [...start, ...valid, ...all, ...(nameOf(command) === 'export' ? ['--format', 'ndjson'] : [])],
    ...bad,
    [...start, ...valid, '--house', join(folder, `missing${HOSTILE}.db`)],
    [...start, HOSTILE, `--${HOSTILE}`],
  ];
}

test.each(commands.map((command) => [nameOf(command), command] as const))(
  '%s says nothing that a terminal obeys, whatever it is given and finds',
  async (_, command) => {
    for (const line of linesOf(command)) {
      for (const words of [line, [...line, '--json']]) {
        const { stdout, stderr } = await runInProcess(words, { TALLYSTICK_DEBUG: '1' });
        const said = `${stdout}\n${stderr}`;
        expect(
          said.split('\n').find((text) => OBEYED.test(text)),
          JSON.stringify(words),
        ).toBeUndefined();
        expect(said, JSON.stringify(words)).not.toMatch(/^forged/m);
        expect(said.trim(), JSON.stringify(words)).not.toBe('');
      }
    }
  },
);

test.each(['hledger', 'beancount', 'csv', 'ndjson'])(
  'an export as %s neither, but for line ends in cells',
  async (format) => {
    const words = ['export', '--format', format, '--house', url, '--book', HOSTILE];
    const { code, stdout } = await runInProcess(words);
    expect(code).toBe(0);
    expect(stdout.split(format === 'csv' ? /\r?\n/ : '\n').find((text) => OBEYED.test(text))).toBeUndefined();
  },
);

test('a word for the shell means the text, and nothing that is shown of it is obeyed', () => {
  for (const text of [HOSTILE, "it's \\ \u001b", "'\n", '💷\u009b']) {
    const word = shellWord(text);
    expect(word).not.toMatch(OBEYED);
    expect(spawnSync('bash', ['-c', `printf %s ${word}`], { encoding: 'utf8' }).stdout).toBe(text);
  }
});
