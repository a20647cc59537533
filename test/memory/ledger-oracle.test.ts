import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlainLedger } from '../oracle/plain-ledger.ts';
import { perform } from '../support/memory/ledger-bank-calls.ts';
import { ledgerLayerScenarios } from '../support/memory/ledger-layer-scenarios.ts';
import {
  expectPlainAnswers,
  type LedgerMove,
  ledgerDisagreement,
  ledgerPaces,
  ledgerRun,
} from '../support/memory/ledger-random-run.ts';
import { ledgerScenarios } from '../support/memory/ledger-scenarios.ts';
import { ledgerPicture, takeLedgerSteps } from '../support/memory/ledger-steps.ts';

const ACCOUNT_IDS = ['A', 'B', '__proto__'];

const CALLS_ONLY = fc.constantFrom(...ledgerPaces).chain((pace) => ledgerRun(pace, 200));

function proper(moves: readonly LedgerMove[]): LedgerMove[] {
  return moves.filter(({ misuse }) => misuse === null);
}

describe('the plain ledger passes the scenarios itself', () => {
  test.each([...ledgerScenarios, ...ledgerLayerScenarios])('$name', ({ steps }) => {
    takeLedgerSteps(new PlainLedger(), steps);
  });
});

describe('the plain ledger has the properties that no reading of the spec can lack', () => {
  test('available is posted less the active holds, and never negative', () => {
    fc.assert(
      fc.property(CALLS_ONLY, (moves) => {
        const ledger = new PlainLedger();
        for (const { call } of proper(moves)) {
          perform(ledger, call);
          for (const [id, posted, available] of ledgerPicture(ledger, ACCOUNT_IDS, -1)) {
            const active = ledger.holdsOf(id).filter((hold) => hold.expiresAt > ledger.observedTime(id));
            expect(available).toBe(posted - active.reduce((sum, hold) => sum + hold.amount, 0n));
            expect(available).toBeGreaterThanOrEqual(0n);
            expect(new Set(active.map((hold) => hold.holdId)).size).toBe(active.length);
          }
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test('posted is what was deposited less what was withdrawn and captured, outside layers', () => {
    fc.assert(
      fc.property(CALLS_ONLY, (moves) => {
        const ledger = new PlainLedger();
        const posted = new Map(ACCOUNT_IDS.map((id) => [id, 0n]));
        for (const { call } of proper(moves)) {
          if (call[0] === 'begin' || call[0] === 'commit' || call[0] === 'rollback') continue;
          const accountId = String(call[1]);
          const before = posted.get(accountId) ?? 0n;
          // A copy of the list: a capture takes the hold out of it.
          const held = [...ledger.holdsOf(accountId)];
          const answer = perform(ledger, call);
          if (call[0] === 'deposit') posted.set(accountId, before + BigInt(String(call[2])));
          if (call[0] === 'withdraw' && answer === true)
            posted.set(accountId, before - BigInt(String(call[2])));
          if (call[0] === 'captureHold' && answer === true) {
            const gone = held.find((hold) => !ledger.holdsOf(accountId).includes(hold));
            expect(gone?.holdId).toBe(call[2]);
            posted.set(accountId, before - (gone?.amount ?? 0n));
          }
          expect(ledger.postedBalance(accountId, -1)).toBe(posted.get(accountId));
        }
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  test('a layer that is rolled back leaves only the observed times behind', () => {
    fc.assert(
      fc.property(CALLS_ONLY, fc.nat({ max: 200 }), (moves, from) => {
        const calls = proper(moves).filter(({ call }) => !['begin', 'commit', 'rollback'].includes(call[0]));
        const [before, within] = [calls.slice(0, from), calls.slice(from)];
        const layered = new PlainLedger();
        for (const { call } of before) perform(layered, call);
        layered.begin();
        for (const { call } of within) perform(layered, call);
        layered.rollback();
        const told = new PlainLedger();
        for (const { call } of before) perform(told, call);
        for (const id of ACCOUNT_IDS) {
          const observed = layered.observedTime(id);
          if (Number.isFinite(observed)) told.postedBalance(id, observed);
        }
        expect(ledgerPicture(layered, ACCOUNT_IDS, -1)).toEqual(ledgerPicture(told, ACCOUNT_IDS, -1));
        expect(ACCOUNT_IDS.map((id) => layered.holdsOf(id))).toEqual(
          ACCOUNT_IDS.map((id) => told.holdsOf(id)),
        );
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  test('a committed layer is as if it had never been opened', () => {
    fc.assert(
      fc.property(CALLS_ONLY, (moves) => {
        const calls = proper(moves).filter(({ call }) => !['begin', 'commit', 'rollback'].includes(call[0]));
        const plain = new PlainLedger();
        const layered = new PlainLedger();
        for (const [index, { call }] of calls.entries()) {
          if (index % 3 === 0) layered.begin();
          expect(perform(layered, call)).toEqual(perform(plain, call));
          if (index % 3 !== 1) layered.commit();
        }
        expect(ledgerPicture(layered, ACCOUNT_IDS, -1)).toEqual(ledgerPicture(plain, ACCOUNT_IDS, -1));
      }),
      { numRuns: 40, seed: 4 },
    );
  });
});

describe('the comparison itself', () => {
  class ForgetfulLedger extends PlainLedger {
    override observedTime(): number {
      return Number.NEGATIVE_INFINITY;
    }
  }

  class LateLedger extends PlainLedger {
    override placeHold(
      id: string,
      amount: bigint | number,
      holdId: string,
      at: number,
      ttl: number,
    ): boolean {
      return super.placeHold(id, amount, holdId, at, ttl + 1);
    }
  }

  test.each([
    ['that never expires a hold', () => new ForgetfulLedger()],
    ['that expires a hold one unit late', () => new LateLedger()],
  ])('finds a ledger %s and shows a short script', (_, make) => {
    const moves = proper(fc.sample(CALLS_ONLY, { numRuns: 1, seed: 5 })[0] ?? []);
    expect(ledgerDisagreement(moves, make)).toBeDefined();
    const message = thrownBy(() => expectPlainAnswers(moves, make));
    const lines = message.split('\n').filter((line) => /deposit|placeHold/u.test(line));
    expect(lines.length).toBeLessThanOrEqual(3);
  });

  test('finds nothing in the plain ledger', () => {
    const moves = proper(fc.sample(CALLS_ONLY, { numRuns: 1, seed: 6 })[0] ?? []);
    expect(ledgerDisagreement(moves, () => new PlainLedger())).toBeUndefined();
  });
});

function thrownBy(act: () => void): string {
  try {
    act();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
}
