import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlainHold, PlainLedger } from '../oracle/plain-ledger.ts';
import { perform } from '../support/memory/ledger-bank-calls.ts';
import { type LedgerMove, ledgerPaces, ledgerRun } from '../support/memory/ledger-random-run.ts';

const RUNS = 50;

/** What must come about in `RUNS` runs at each pace, so that the random runs mean something. */
const LEAST = {
  'withdraw true': 1_000,
  'withdraw false': 700,
  'placeHold true': 3_000,
  'placeHold false, too little': 1_500,
  'placeHold false, id active': 700,
  'placeHold true, id used before': 2_000,
  'placeHold true, over at once': 700,
  'releaseHold true': 200,
  'releaseHold false': 1_000,
  'captureHold true': 300,
  'captureHold false, the hold expired': 500,
  'timestamp below the observed time': 2_000,
  'observed time passes the end of a hold': 1_000,
  'commit true': 700,
  'commit false': 300,
  'commit true, two layers deep or more': 400,
  'rollback true': 700,
  'rollback false': 300,
  'rollback true, two layers deep or more': 400,
  'rollback true, a hold comes back': 50,
  'rollback true, a hold that would come back is over': 20,
  misuse: 1_000,
};

class Coverage {
  readonly counts = new Map<string, number>();

  add(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  take(moves: readonly LedgerMove[]): void {
    const ledger = new PlainLedger();
    const used = new Set<string>();
    let depth = 0;
    for (const { call, misuse } of moves) {
      if (misuse !== null) {
        this.add('misuse');
        continue;
      }
      const [method, account, third, holdId, at] = call;
      if (method === 'begin' || method === 'commit' || method === 'rollback') {
        depth = this.#layer(ledger, method, depth);
        continue;
      }
      const accountId = String(account);
      const before = ledger.observedTime(accountId);
      // A copy of the list: a capture takes the hold out of it.
      const holds = [...ledger.holdsOf(accountId)];
      const answer = perform(ledger, call);
      const after = ledger.observedTime(accountId);
      if (holds.some((hold) => before < hold.expiresAt && hold.expiresAt <= after)) {
        this.add('observed time passes the end of a hold');
      }
      if (method === 'withdraw' || method === 'releaseHold') this.add(`${method} ${answer}`);
      if (method === 'captureHold') this.#capture(ledger, accountId, String(third), answer);
      if (method === 'placeHold') {
        if (Number(at) < before) this.add('timestamp below the observed time');
        this.#place(ledger, accountId, String(holdId), answer, used);
      }
    }
  }

  #layer(ledger: PlainLedger, method: 'begin' | 'commit' | 'rollback', depth: number): number {
    const before = new Set(allHolds(ledger).map(({ hold }) => hold));
    const answer = perform(ledger, [method]);
    if (method === 'begin') return depth + 1;
    this.add(`${method} ${answer}`);
    if (depth >= 2) this.add(`${method} true, two layers deep or more`);
    const back = allHolds(ledger).filter(({ hold }) => !before.has(hold));
    if (back.some(({ hold, observed }) => hold.expiresAt > observed))
      this.add('rollback true, a hold comes back');
    if (back.some(({ hold, observed }) => hold.expiresAt <= observed)) {
      this.add('rollback true, a hold that would come back is over');
    }
    return Math.max(0, depth - 1);
  }

  #capture(ledger: PlainLedger, accountId: string, holdId: string, answer: unknown): void {
    const expired = ledger.holdsOf(accountId).some((hold) => hold.holdId === holdId);
    if (answer === true) this.add('captureHold true');
    else if (expired) this.add('captureHold false, the hold expired');
  }

  #place(ledger: PlainLedger, accountId: string, holdId: string, answer: unknown, used: Set<string>): void {
    const key = `${accountId} ${holdId}`;
    const observed = ledger.observedTime(accountId);
    if (answer === true) {
      this.add('placeHold true');
      if (used.has(key)) this.add('placeHold true, id used before');
      if ((ledger.holdsOf(accountId).at(-1)?.expiresAt ?? 0) <= observed)
        this.add('placeHold true, over at once');
      used.add(key);
      return;
    }
    const active = ledger
      .holdsOf(accountId)
      .some((each) => each.holdId === holdId && each.expiresAt > observed);
    this.add(active ? 'placeHold false, id active' : 'placeHold false, too little');
  }
}

function allHolds(ledger: PlainLedger): { hold: PlainHold; observed: number }[] {
  return ['A', 'B', '__proto__'].flatMap((id) =>
    ledger.holdsOf(id).map((hold) => ({ hold, observed: ledger.observedTime(id) })),
  );
}

describe('the random runs of the ledger', () => {
  test('reach everything that they are for', () => {
    const coverage = new Coverage();
    for (const pace of ledgerPaces) {
      for (const moves of fc.sample(ledgerRun(pace, 200), { numRuns: RUNS, seed: 7 })) coverage.take(moves);
    }
    const rare = Object.entries(LEAST).filter(([what, least]) => (coverage.counts.get(what) ?? 0) < least);
    expect(rare).toEqual([]);
  });
});
