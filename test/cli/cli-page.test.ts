import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EXIT, EXIT_MEANINGS } from '../../src/cli/exit-codes.ts';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import {
  commandsOf,
  describeCommand,
  examplesOf,
  isShared,
  makeProgram,
  nameOf,
  optionTable,
  takeApart,
} from './describe-command.ts';
import { CliFolder } from './run-tallystick.ts';
import { readSession, runSession } from './shell-session.ts';

const page = readFileSync(join(PROJECT_ROOT, 'docs/reference/cli.md'), 'utf8');
const program = makeProgram();
const folder = new CliFolder();
afterAll(() => folder.remove());

describe('docs/reference/cli.md agrees with --help', () => {
  test('on the options of every command', () => {
    expect(page).toContain(optionTable(program.options).join('\n'));
    const shared = program.commands[0]?.options.filter(isShared) ?? [];
    expect(shared).toHaveLength(8);
    expect(page).toContain(optionTable(shared).join('\n'));
  });

  for (const command of commandsOf(program)) {
    test(`on ${nameOf(command)}`, () => {
      expect(page).toContain(`${describeCommand(command)}\n`);
    });
  }

  test('and names no command that there is not', () => {
    const named = [...page.matchAll(/^### `([\w-]+(?: [\w-]+)?)/gm)].map(([, name]) => name);
    expect(named).toEqual(commandsOf(program).map(nameOf));
  });

  test('on the exit codes', () => {
    const rows = Object.entries(EXIT_MEANINGS).map(
      ([name, meaning]) => `| ${EXIT[name as keyof typeof EXIT]} | ${meaning} |`,
    );
    expect(page).toContain(['| code | meaning |', '| --- | --- |', ...rows].join('\n'));
  });
});

test('every command has examples, and every example is one that the program would take', () => {
  for (const command of commandsOf(program)) {
    const examples = examplesOf(command);
    expect(examples.length, nameOf(command)).toBeGreaterThan(0);
    for (const example of examples) {
      const [words = ''] = example.split(/ [|<>]/);
      const parsed = takeApart(words);
      expect(parsed, example).toBe(nameOf(command));
    }
  }
});

test.each(['docs/reference/cli.md', 'docs/guide/counters.md'])(
  'the sessions of %s are true',
  async (path) => {
    const sessions = readSession(readFileSync(join(PROJECT_ROOT, path), 'utf8'));
    expect(sessions.length).toBeGreaterThan(0);
    for (const session of sessions) {
      const printed = await runSession(
        session.map(({ line }) => line),
        folder,
      );
      expect(printed.map((text, i) => ({ line: session[i]?.line, prints: text }))).toEqual(session);
    }
  },
);
