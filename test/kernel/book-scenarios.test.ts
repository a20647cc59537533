import { describe, expect, test } from 'vitest';
import { lotDisagreement } from '../support/kernel/book-lot-run.ts';
import { type BookScenario, balancesAsked, lotsLeft, playScenario } from '../support/kernel/book-scenario.ts';
import { bookScenarios } from '../support/kernel/book-scenarios.ts';
import { bytesOf, rebuilt, wrongSums } from '../support/kernel/book-truths.ts';

function hasPlainBook({ noPlainBook }: BookScenario): boolean {
  return noPlainBook === undefined;
}

describe('each command gets its answer, and in the end everyone has what the table says', () => {
  test.each(bookScenarios)('$name', (scenario) => {
    const { book, answers, facts } = playScenario(scenario);
    expect(answers).toEqual(scenario.steps);
    const has = scenario.has ?? [];
    const full = has.map(([life, at, posted, held = 0n, incoming = 0n, expected = 0n]) => [
      life,
      at,
      posted,
      held,
      incoming,
      expected,
    ]);
    expect(balancesAsked(book, has)).toEqual(full);
    expect(lotsLeft(book)).toEqual(scenario.left ?? {});
    expect(wrongSums(book, facts)).toBeUndefined();
  });
});

describe('the facts alone make the same book again', () => {
  test.each(bookScenarios)('$name', (scenario) => {
    const { book, facts } = playScenario(scenario);
    expect(bytesOf(rebuilt(facts, scenario.hasNoPurses === undefined))).toBe(bytesOf(book));
  });
});

describe('the plain book says the same', () => {
  test.each(bookScenarios.filter(hasPlainBook))('$name', ({ steps, hasNoPurses }) => {
    const began = { hasPurses: hasNoPurses === undefined };
    expect(
      lotDisagreement(
        steps.map(([command]) => command),
        undefined,
        began,
      ),
    ).toBeUndefined();
  });
});

test('no two scenarios have one name', () => {
  expect(new Set(bookScenarios.map(({ name }) => name)).size).toBe(bookScenarios.length);
});
