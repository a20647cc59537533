import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { runsOf } from '../support/house/scheduled-scene.ts';

type Asked = Readonly<Record<string, unknown>> & {
  readonly executeAt: string;
  readonly until?: string;
  readonly command: Readonly<Record<string, unknown>> & { readonly amount: string };
};
type Step =
  | readonly ['now', string]
  | readonly ['schedule', Asked, string]
  | readonly ['cancel', schedule: string, account: string, expected: string]
  | readonly ['transfer', from: string, to: string, amount: string, at: string | null, expected: string]
  | readonly ['merge', from: string, into: string, expected: string]
  | readonly ['runs', readonly string[]]
  | readonly ['balance', account: string, posted: string]
  | readonly ['status', schedule: string, status: string, nextAt?: string];

interface Case {
  readonly name: string;
  /** Where it is from. */
  readonly of: string;
  readonly start: string;
  /** What ann has. */
  readonly funds: string;
  readonly steps: readonly Step[];
}

const FILE = JSON.parse(readFileSync(new URL('./schedules.json', import.meta.url), 'utf8'));
const CASES = FILE.cases as readonly Case[]; // The file was written so.

/** What a step comes to, and what it is to come to. */
async function comesTo(
  book: OpenBook,
  step: Exclude<Step, readonly ['now', string]>,
): Promise<[unknown, unknown]> {
  const said = (answer: { readonly ok: boolean; readonly reason?: string }): string =>
    answer.ok ? 'ok' : (answer.reason ?? '');
  switch (step[0]) {
    case 'schedule': {
      const [, { executeAt, until, command, ...rest }, expected] = step;
      const asked = {
        ...rest,
        command: { ...command, amount: BigInt(command.amount) },
        executeAt: Date.parse(executeAt),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
      };
      return [said(await book.schedule(asked as unknown as Parameters<OpenBook['schedule']>[0])), expected];
    }
    case 'cancel':
      return [said(await book.cancelSchedule({ schedule: step[1], account: step[2] })), step[3]];
    case 'transfer': {
      const [, from, to, amount, at, expected] = step;
      const when = at === null ? {} : { effectiveAt: Date.parse(at) };
      return [said(await book.transfer({ from, to, amount: BigInt(amount), ...when })), expected];
    }
    case 'merge':
      return [said(await book.merge({ from: step[1], into: step[2] })), step[3]];
    case 'runs':
      await book.balance('ann');
      return [await runsOf(book), step[1]];
    case 'balance':
      return [(await book.balance(step[1]))?.posted, BigInt(step[2])];
    case 'status': {
      const [item] = (await book.schedules({ schedule: step[1] })).items;
      const nextAt = step[3] === undefined ? item?.nextAt : Date.parse(step[3]);
      return [item, expect.objectContaining({ status: step[2], nextAt })];
    }
  }
}

describe('schedules', () => {
  test.each(CASES.map((each) => [each.name, each] as const))('%s', async (_name, { start, funds, steps }) => {
    let now = Date.parse(start);
    await using house = await open('memory:', { clock: () => now, announceExpiries: false });
    const book = house.book('vector');
    for (const account of ['ann', 'bob', 'eve']) await book.openAccount({ account, asset: 'GBP/2' });
    await book.transfer({ from: 'world', to: 'ann', amount: BigInt(funds) });
    for (const step of steps) {
      if (step[0] === 'now') {
        now = Date.parse(step[1]);
        continue;
      }
      const [came, expected] = await comesTo(book, step);
      expect(came, JSON.stringify(step)).toEqual(expected);
    }
    expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    expect((await house.reconcile()).problems).toEqual([]);
  });

  test('are at least forty cases, each of its own name, which says where it is from', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    expect(CASES.filter(({ of, steps }) => of === '' || steps.length === 0)).toEqual([]);
  });
});
