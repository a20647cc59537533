import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AMOUNT_MAX } from '../../src/base/amount.ts';
import type { ErrorCode } from '../../src/base/error.ts';
import * as limits from '../../src/base/limits.ts';
import { isNarrow } from '../../src/commands/asset.ts';
import { ENTRIES } from '../../src/commands/command-table.ts';
import { LIMIT_REASONS, MOVE_REASONS, REASONS, type Reason } from '../../src/commands/reasons.ts';
import { COUNTER_REASONS } from '../../src/counters/refused-count.ts';
import { UNRECORDED } from '../../src/engine/commit/answer-of.ts';
import { decimalText } from '../../src/money/money.ts';
import {
  ANSWER_MS_MAX,
  CLIENT_CHECK_MS,
  CONNECT_MS_MAX,
  CONNECTIONS_MAX,
  IDLE_TRANSACTION_MS_MAX,
  LOCK_MS_MAX,
  READERS_MAX,
  WRITERS_MAX,
} from '../../src/store/postgres/connection-limits.ts';
import { parsePostgresUrl } from '../../src/store/postgres/postgres-url.ts';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { RULE_REASONS, sharedReasons } from '../support/kernel/listed-reasons.ts';

/** Every error code once: the compiler refuses this table when one is missing or made up. */
const CODES: Readonly<Record<ErrorCode, true>> = {
  bad_amount: true,
  bad_timestamp: true,
  bad_id: true,
  bad_clock: true,
  bad_rule: true,
  bad_option: true,
  bad_command: true,
  out_of_range: true,
  inside_transaction: true,
};

/** The rows below the header that begins with these columns: the name in the first one, without its backticks. */
function readTable(page: string, ...header: string[]): [name: string, ...cells: string[]][] {
  const lines = readFileSync(join(PROJECT_ROOT, page), 'utf8').split('\n');
  const start = lines.indexOf(`| ${header.join(' | ')} |`);
  if (start === -1) throw new Error(`${page} has no table of ${header.join(', ')}`);
  const rows: [string, ...string[]][] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('| ')) break;
    const [name = '', ...cells] = line.slice(2, -2).split(' | ');
    rows.push([name.replaceAll('`', ''), ...cells]);
  }
  return rows;
}

describe('the reference pages agree with the sources', () => {
  test("the kernel's reasons, their meanings and their order", () => {
    const reasons = Object.keys(REASONS) as Reason[]; // The keys of that very table.
    const wanted = reasons.map((reason) => [reason, REASONS[reason].means, REASONS[reason].remedy]);
    expect(readTable('docs/reference/errors.md', 'reason', 'meaning', 'remedy')).toEqual(wanted);
  });

  test("the counters' reasons", () => {
    const wanted = Object.entries(COUNTER_REASONS).map(([reason, said]) => [
      reason,
      said.message,
      said.remedy,
    ]);
    expect(readTable('docs/reference/counters.md', 'reason', 'meaning', 'remedy')).toEqual(wanted);
  });

  test('every reason, and every one of a house and of counters, has a remedy: a whole sentence', () => {
    const ofHouse = Object.values(UNRECORDED).map(({ remedy }) => remedy);
    const ofCounters = Object.values(COUNTER_REASONS).map(({ remedy }) => remedy);
    const ofRules = Object.values(REASONS).map(({ remedy }) => remedy);
    for (const remedy of [...ofRules, ...ofHouse, ...ofCounters]) {
      expect(remedy).toMatch(/^[A-Z].{10,}\.$/);
    }
  });

  test('what is checked first of each kind: the reasons of its list, in their order', () => {
    const told = new Map<string, Set<string>>();
    for (const [names, checks = ''] of readTable(...CHECKED_FIRST).slice(SHARED_ROWS)) {
      const [own = '', behind] = checks.split('; limits');
      const limits = behind === undefined ? [] : LIMIT_REASONS;
      const inOrder = [...reasonsIn(own), ...limits, ...reasonsIn(behind ?? '')];
      for (const kind of names.split(/\W+/).filter((word) => RULE_REASONS.has(word))) {
        // One kind has a row for each way to ask for it, with what is frozen and the limits last in both.
        const before = [...(told.get(kind) ?? [])].filter((reason) => !isLimit(reason));
        told.set(kind, new Set([...before, ...inOrder]));
      }
    }
    for (const [kind, reasons] of RULE_REASONS) {
      if (kind !== 'erase') expect([...(told.get(kind) ?? [])], kind).toEqual(reasons);
    }
  });

  test('what is checked of all kinds before', () => {
    const rows = readTable(...CHECKED_FIRST).slice(0, SHARED_ROWS);
    expect(rows.map(([, checks = '']) => checks)).toEqual([
      '`expires_before_start`, then:',
      '`transaction_exists`, then:',
      '`period_closed`, then:',
      '`expectation_failed`, then:',
    ]);
    const [ending = '', , dated = ''] = rows.map(([names]) => names);
    for (const kind of ENTRIES.keys()) {
      const shared: readonly string[] = sharedReasons(kind);
      expect(ending.split(/\W+/).includes(kind), kind).toBe(shared.includes('expires_before_start'));
      expect(dated.includes(`but ${kind}`), kind).toBe(!shared.includes('period_closed'));
    }
  });

  test('the codes of TallystickError', () => {
    const rows = readTable('docs/reference/errors.md', 'code', 'what is wrong');
    expect(rows.map(([code]) => code)).toEqual(Object.keys(CODES));
  });

  test('the named limits and their values', () => {
    const rows = readTable('docs/reference/limits.md', 'name', 'value', 'what it bounds');
    const wanted = Object.entries(limits).map(([name, value]) => [name, value.toLocaleString('en-US')]);
    // A module's names come sorted; the page keeps the order of the file.
    expect(rows.map(([name, value]) => [name, value]).sort()).toEqual(wanted.sort());
  });

  test('the most that an account can hold, by scale', () => {
    const rows = readTable(
      'docs/reference/limits.md',
      'scale',
      'the most an account can hold, in units',
      'note',
    );
    const wanted = Array.from({ length: limits.ASSET_SCALE_MAX + 1 }, (_, scale) => [
      String(scale),
      decimalText(AMOUNT_MAX, `X/${scale}`),
      isNarrow(`X/${scale}`) ? '`range`' : 'none',
    ]);
    expect(rows).toEqual(wanted);
  });

  test('the limits of connections to PostgreSQL', () => {
    const rows = readTable('docs/reference/limits.md', 'what', 'how much');
    const told = rows.map(([, cell = '']) => (cell.match(/\d[\d,]*/g) ?? []).map(asNumber));
    expect(told).toEqual([
      [WRITERS_MAX, 1, CONNECTIONS_MAX],
      [CONNECT_MS_MAX / 1_000],
      [ANSWER_MS_MAX / 1_000],
      [LOCK_MS_MAX / 1_000],
      [CLIENT_CHECK_MS / 1_000],
      [IDLE_TRANSACTION_MS_MAX / 1_000],
      [SCHEMA_LENGTH_MAX],
    ]);
    expect(READERS_MAX).toBe(WRITERS_MAX);
    const named = (length: number): string => `postgres://h/d?schema=${'s'.repeat(length)}`;
    expect(parsePostgresUrl(named(SCHEMA_LENGTH_MAX)).schema).toHaveLength(SCHEMA_LENGTH_MAX);
    expect(() => parsePostgresUrl(named(SCHEMA_LENGTH_MAX + 1))).toThrow(/small letters/);
  });
});

/** What the pattern of names in postgres-url.ts comes to. */
const SCHEMA_LENGTH_MAX = 48;

function asNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}

function reasonsIn(checks: string): string[] {
  return [...checks.matchAll(/`(\w+)`/g)].map(([, reason = '']) => reason);
}

/** The table of what is checked first, and how many of its rows are of several kinds. */
const CHECKED_FIRST = ['docs/reference/errors.md', 'command', 'checked in this order'] as const;
const SHARED_ROWS = 4;

function isLimit(reason: string): boolean {
  return MOVE_REASONS.some((limit) => limit === reason);
}
