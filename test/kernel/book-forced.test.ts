import { describe, expect, test } from 'vitest';
import type { SingleCommand } from '../../src/commands/command-table.ts';
import { GBP, hold, JPY, merge, move, open, post, put, take } from '../support/kernel/book-commands.ts';
import { playScenario } from '../support/kernel/book-scenario.ts';

const force = true;

/** What is done before, what is forced, and whom that leaves under a floor: key, asset, floor, least, whether later too. */
const CASES: readonly (readonly [string, SingleCommand[], SingleCommand, unknown[][]])[] = [
  ['nobody, where there is enough', [put(1, 'a', 5n)], move(2, 'a', 'b', 5n, { force }), []],
  ['whoever pays', [put(1, 'a', 5n)], move(2, 'a', 'b', 7n, { force }), [['1/a', GBP, 0n, -2n, false]]],
  [
    'again, where it was under its floor before',
    [move(1, 'a', 'world', 1n, { force })],
    move(2, 'a', 'b', 1n, { force }),
    [['1/a', GBP, 0n, -2n, false]],
  ],
  ['nobody that has no floor', [open(0, 'f', { floor: null })], move(2, 'f', 'b', 7n, { force }), []],
  [
    'nobody that is paid, low as it stands',
    [],
    move(2, 'b', 'low', 1n, { force }),
    [['1/b', GBP, 0n, -1n, false]],
  ],
  [
    'those that a posting lowers, by their keys, with their floors',
    [open(0, 'm', { floor: -3n }), open(0, 'y', { asset: JPY, floor: 2n })],
    post(2, 'y -1, m -5, a 5, world 1 JPY/0', { force }),
    [
      ['1/m', GBP, -3n, -5n, false],
      ['1/y', JPY, 2n, -1n, false],
    ],
  ],
  [
    'whoever stands below by what was accepted ahead alone',
    [put(1, 'a', 5n), take(9, 'a', 4n)],
    move(2, 'a', 'b', 2n, { force }),
    [['1/a', GBP, 0n, -1n, true]],
  ],
  [
    'whoever stands below at once, and not any more where it was paid ahead',
    [put(1, 'a', 5n), put(9, 'a', 4n)],
    move(2, 'a', 'b', 7n, { force }),
    [['1/a', GBP, 0n, -2n, false]],
  ],
  [
    'what a hold reserves until it runs out',
    [put(1, 'a', 5n), hold(1, 'h', 'a', 4n, 9)],
    move(2, 'a', 'b', 3n, { force }),
    [['1/a', GBP, 0n, -2n, false]],
  ],
  [
    'who was merged away later, and who took it over',
    [put(1, 'a', 5n), merge(6, 'b', 'a')],
    move(2, 'a', 'world', 7n, { force }),
    [
      ['1/a', GBP, 0n, -2n, false],
      ['1/b', GBP, 0n, -2n, true],
    ],
  ],
];

describe('what is forced says whom it leaves under a floor', () => {
  test.each(CASES)('%s', (_name, before, forced, below) => {
    const opened = [open(0, 'a'), open(0, 'b'), open(0, 'low', { floor: 50n })];
    const steps = [...opened, ...before, forced].map((command) => [command, 'ok'] as const);
    const { answers, facts } = playScenario({ name: 'forced', steps });
    expect(answers).toEqual(steps);
    const keys = ['account', 'asset', 'floor', 'least', 'isLater'];
    const expected = below.map((values) => Object.fromEntries(values.map((value, i) => [keys[i], value])));
    expect(facts.at(-1)).toMatchObject({ kind: 'posted', forced: expected });
  });

  test('what is not forced says nothing', () => {
    const { facts } = playScenario({
      name: 'plain',
      steps: [
        [open(0, 'a'), 'ok'],
        [put(1, 'a', 5n), 'ok'],
        [post(2, 'a -5, world 5 GBP/2'), 'ok'],
      ],
    });
    expect(facts.filter((fact) => 'forced' in fact)).toEqual([]);
  });
});
