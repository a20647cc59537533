import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/memory/index.ts';
import { ledgerLayerScenarios } from '../support/memory/ledger-layer-scenarios.ts';
import { ledgerScenarios } from '../support/memory/ledger-scenarios.ts';
import { takeLedgerSteps } from '../support/memory/ledger-steps.ts';

interface PublishedCase {
  readonly name: string;
  readonly steps: readonly (readonly unknown[])[];
}

function publishedCases(): readonly PublishedCase[] {
  // The shape is that of the published file; a step that does not fit it fails in `takeLedgerSteps`.
  const published: { readonly cases: readonly PublishedCase[] } = JSON.parse(
    readFileSync(new URL('../vectors/holds.json', import.meta.url), 'utf8'),
  );
  return published.cases;
}

describe('the published examples', () => {
  test('are all there', () => {
    expect(publishedCases()).toHaveLength(3);
  });

  test.each(publishedCases())('$name', ({ steps }) => {
    takeLedgerSteps(new Ledger(), steps);
  });
});

describe('holds', () => {
  test.each(ledgerScenarios)('$name', ({ steps }) => {
    takeLedgerSteps(new Ledger(), steps);
  });
});

describe('layers, ids and great amounts', () => {
  test.each(ledgerLayerScenarios)('$name', ({ steps }) => {
    takeLedgerSteps(new Ledger(), steps);
  });
});

describe('ten thousand layers deep', () => {
  const DEPTH = 10_000;

  function nested(): Ledger {
    const ledger = new Ledger();
    ledger.deposit('A', DEPTH);
    for (let depth = 1; depth <= DEPTH; depth += 1) {
      ledger.begin();
      if (depth % 2 === 0) ledger.withdraw('A', 1);
      else ledger.placeHold('A', 1, `h${depth}`, depth, 10 * DEPTH);
    }
    return ledger;
  }

  test('every rollback undoes its own layer', () => {
    const ledger = nested();
    for (let depth = DEPTH; depth >= 1; depth -= 1) {
      expect(ledger.availableBalance('A', 0)).toBe(BigInt(DEPTH - depth));
      expect(ledger.postedBalance('A', 0)).toBe(BigInt(DEPTH - Math.floor(depth / 2)));
      expect(ledger.rollback()).toBe(true);
    }
    expect(ledger.availableBalance('A', 0)).toBe(BigInt(DEPTH));
    expect(ledger.rollback()).toBe(false);
  });

  test('after all but one are committed, one rollback undoes everything', () => {
    const ledger = nested();
    for (let depth = DEPTH; depth > 1; depth -= 1) expect(ledger.commit()).toBe(true);
    expect(ledger.availableBalance('A', 0)).toBe(0n);
    expect(ledger.rollback()).toBe(true);
    expect(ledger.availableBalance('A', 0)).toBe(BigInt(DEPTH));
    expect(ledger.captureHold('A', 'h1')).toBe(false);
    expect(ledger.commit()).toBe(false);
  });

  test('after all are committed there is nothing to roll back', () => {
    const ledger = nested();
    for (let depth = DEPTH; depth >= 1; depth -= 1) expect(ledger.commit()).toBe(true);
    expect(ledger.rollback()).toBe(false);
    expect(ledger.captureHold('A', 'h1')).toBe(true);
    expect(ledger.postedBalance('A', 0)).toBe(BigInt(DEPTH / 2 - 1));
  });
});
