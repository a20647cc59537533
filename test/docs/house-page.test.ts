import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TallystickError } from '../../src/base/error.ts';
import type { StoreErrorCode } from '../../src/base/store-error.ts';
import { checkRequest } from '../../src/commands/check-command.ts';
import { ENTRIES } from '../../src/commands/command-table.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import type { HouseReason } from '../../src/engine/answer.ts';
import { BookReads } from '../../src/engine/book-reads.ts';
import { BookCommands } from '../../src/engine/command-methods.ts';
import { House } from '../../src/engine/house.ts';
import { OpenBook } from '../../src/engine/open-book.ts';
import { settingsOf } from '../../src/engine/open-options.ts';
import { Transaction } from '../../src/engine/transact/interactive-transaction.ts';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { anyCommand } from '../support/random/any-commands.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const PAGE = 'docs/reference/house.md';

/** Every code once: the compiler refuses this table when one is missing or made up. */
const STORE_CODES: Readonly<Record<StoreErrorCode, true>> = {
  house_missing: true,
  house_locked: true,
  house_closed: true,
  house_read_only: true,
  house_lost: true,
  store_failed: true,
  outcome_unknown: true,
  store_corrupt: true,
  store_version: true,
  transaction_over: true,
};

/** Likewise, the reasons that only a house has. */
const HOUSE_REASONS: Readonly<Record<Exclude<HouseReason, Reason>, true>> = {
  id_conflict: true,
  conflict: true,
  clock_jumped: true,
};

/** A well-formed input of each kind. */
const INPUTS: ReadonlyMap<string, object> = new Map(
  [...ENTRIES].map(([kind, entry]) => [kind, anyCommand(new SeededChoices(1), entry, 1)]),
);

/** The tables of a page's section whose first column has that title: each row as its cells. */
function readRows(page: string, section: string, title: string): string[][] {
  const text = readFileSync(join(PROJECT_ROOT, page), 'utf8');
  const [, body = ''] = text.split(`\n## ${section}\n`);
  const rows: string[][] = [];
  let isInside = false;
  for (const line of body.split('\n')) {
    if (line.startsWith('## ')) break;
    if (line.startsWith(`| ${title} |`)) isInside = true;
    else if (!line.startsWith('| ')) isInside = false;
    else if (isInside && !line.startsWith('| ---')) rows.push(line.slice(1, -1).split('|').map(trim));
  }
  return rows;
}

const trim = (cell: string): string => cell.trim();

/** The name in a cell such as `balance(account, options?)`, without its backticks. */
function nameOf(cell: string | undefined): string {
  return /^`(\w+)/.exec(cell ?? '')?.[1] ?? '';
}

/** The names in backticks of a cell. */
function namesIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
}

/** What a class offers to its callers: methods and getters of its own, without those marked as internal. */
function membersOf(of: { readonly prototype: object }): string[] {
  const inside = ['constructor', 'perform', 'isStale', 'finish', 'checkOpen'];
  return Object.getOwnPropertyNames(of.prototype).filter((name) => !inside.includes(name));
}

function kindOf(method: string): string {
  return method.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The fields that a kind of command takes, as the check itself lists them when it refuses another one. */
function fieldsOf(kind: string, input: object): { needs: string[]; mayHave: string[] } {
  try {
    checkRequest({ ...input, kind, nonsense: 1 });
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    const [, list = ''] = /^no other field than kind, (.*)$/.exec(error.expected) ?? [];
    const fields = list.split(', ');
    const optional = fields.indexOf('id');
    // What is filled in is not needed.
    const isFilled = (name: string): boolean => ENTRIES.get(kind)?.fields[name]?.isFilled === true;
    const first = fields.slice(0, optional);
    const [own, common] = [fields.slice(optional + 2), fields.slice(optional, optional + 2)];
    return {
      needs: first.filter((name) => !isFilled(name)),
      mayHave: [...common, ...first.filter(isFilled), ...own],
    };
  }
  throw new Error(`${kind} takes a field that no command has`);
}

describe('the page of the house agrees with the sources', () => {
  test('the options of open', () => {
    const rows = readRows(PAGE, '`open`', 'option');
    expect(rows.map(([cell]) => nameOf(cell))).toEqual(Object.keys(settingsOf({})));
  });

  test('the members of House', () => {
    const rows = readRows(PAGE, '`House`', 'member');
    expect(rows.map(([cell]) => nameOf(cell))).toEqual(membersOf(House));
  });

  test('the commands, and the fields of each', () => {
    const rows = readRows(PAGE, '`OpenBook`: commands', 'method');
    expect(rows.map(([cell]) => nameOf(cell))).toEqual(membersOf(BookCommands));
    for (const [cell, needs, mayHave] of rows) {
      const kind = kindOf(nameOf(cell));
      const fields = fieldsOf(kind, INPUTS.get(kind) ?? {}); // A kind that is none throws.
      expect([kind, namesIn(needs)]).toEqual([kind, fields.needs]);
      const everywhere = ['metadata', 'reference', 'private', 'expect'];
      expect([kind, ['id', 'effectiveAt', ...namesIn(mayHave), ...everywhere]]).toEqual([
        kind,
        fields.mayHave,
      ]);
    }
  });

  test('every field of a command is told about', () => {
    const rows = readRows(PAGE, '`OpenBook`: commands', 'field');
    const told = rows.flatMap(([cell]) => namesIn(cell)).sort();
    const all = [...INPUTS].flatMap(([kind, input]) => {
      const { needs, mayHave } = fieldsOf(kind, input);
      return [...needs, ...mayHave];
    });
    expect(told).toEqual([...new Set(all)].sort());
  });

  test('the other methods of OpenBook', () => {
    const sections = ['bulk and transactions', 'reads', 'the journal'];
    const rows = sections.flatMap((section) => readRows(PAGE, `\`OpenBook\`: ${section}`, 'method'));
    expect(rows.map(([cell]) => nameOf(cell)).sort()).toEqual(
      [...membersOf(OpenBook), ...membersOf(BookReads)].sort(),
    );
  });

  test('the methods of Transaction', () => {
    const rows = readRows(PAGE, '`Transaction`', 'method');
    expect(rows.map(([cell]) => nameOf(cell))).toEqual(membersOf(Transaction));
  });

  test('the guide lists every command with its fields', () => {
    const rows = readRows('docs/guide/house.md', 'Commands', 'method');
    const listed = rows.flatMap(([cell]) => namesIn(cell));
    expect(listed.sort()).toEqual(membersOf(BookCommands).sort());
  });
});

describe('the page of errors agrees with the sources', () => {
  test('the codes of StoreError, on the page of errors and in the guide', () => {
    const codes = Object.keys(STORE_CODES);
    const onPage = readRows('docs/reference/errors.md', '`StoreError`', 'code');
    expect(onPage.map(([cell]) => nameOf(cell))).toEqual(codes);
    const inGuide = readRows('docs/guide/house.md', 'Errors', '`StoreError` code');
    expect(inGuide.map(([cell]) => nameOf(cell))).toEqual(codes);
  });

  test('the reasons that only a house has', () => {
    const rows = readRows('docs/reference/errors.md', 'Refusals of the house', 'reason of the house');
    expect(rows.map(([cell]) => nameOf(cell))).toEqual(Object.keys(HOUSE_REASONS));
  });
});
