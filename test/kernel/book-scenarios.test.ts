import { describe, expect, test } from 'vitest';
import { lotDisagreement } from '../support/book-lot-run.ts';
import {
  ALL_REASONS,
  balancesAsked,
  lotsLeft,
  playScenario,
  reasonsReached,
} from '../support/book-scenario.ts';
import { bookScenarios } from '../support/book-scenarios.ts';
import { bytesOf, rebuilt, wrongSums } from '../support/book-truths.ts';

describe.each(bookScenarios)('$name', (scenario) => {
  test('each command gets its answer, and in the end everyone has what the table says', () => {
    const { book, answers } = playScenario(scenario);
    expect(answers).toEqual(scenario.steps);
    const asked = scenario.has ?? [];
    const full = asked.map(([life, at, posted, held = 0n, incoming = 0n]) => [
      life,
      at,
      posted,
      held,
      incoming,
    ]);
    expect(balancesAsked(book, asked)).toEqual(full);
    if (scenario.left !== undefined) expect(lotsLeft(book)).toEqual(scenario.left);
    expect(wrongSums(book)).toBeUndefined();
  });

  test('its facts alone make the same book again', () => {
    const { book, facts } = playScenario(scenario);
    expect(bytesOf(rebuilt(facts))).toBe(bytesOf(book));
  });

  test.skipIf(scenario.noPlainBook !== undefined)('the plain book says the same', () => {
    expect(lotDisagreement(scenario.steps.map(([command]) => command))).toBeUndefined();
  });
});

test('every reason there is stands in some table', () => {
  const reached = reasonsReached(bookScenarios);
  expect(ALL_REASONS.filter((reason) => !reached.has(reason))).toEqual([]);
});

test('no two scenarios have one name', () => {
  expect(new Set(bookScenarios.map(({ name }) => name)).size).toBe(bookScenarios.length);
});
