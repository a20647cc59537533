import { StoreError } from '../../../src/base/store-error.ts';
import type { Snapshot, Store, StoreTransaction } from '../../../src/store/store.ts';

/** When a store fails: which of its steps, counted from when it was armed, and how many after it. */
export interface FaultPlan {
  /** The first step that fails; 1 is the first of all. */
  readonly from: number;
  readonly count: number;
  /** Whether a commit that fails has taken effect by then. */
  readonly commitTakesEffect: boolean;
  /** Whether it fails as a lost connection does, which passes by itself, and leaves open what became of a commit. */
  readonly passes: boolean;
}

const COMMIT = 'transaction commit';

/** Counts the steps of a store, and lets some of them fail. */
export class Faults {
  #plan: FaultPlan | undefined;
  /** The steps since it was armed, by name. */
  steps: string[] = [];

  arm(plan: FaultPlan | undefined): void {
    this.#plan = plan;
    this.steps = [];
  }

  /** Counts a step; the error that it fails with, if it does. */
  take(step: string): StoreError | undefined {
    this.steps.push(step);
    const plan = this.#plan;
    if (plan === undefined) return undefined;
    const number = this.steps.length;
    if (number < plan.from || number >= plan.from + plan.count) return undefined;
    const message = `made to fail at step ${number}, ${step}`;
    if (plan.passes && step === COMMIT) return new StoreError('outcome_unknown', message);
    return new StoreError('store_failed', message, undefined, { isRetryable: plan.passes });
  }

  get commitTakesEffect(): boolean {
    return this.#plan?.commitTakesEffect === true;
  }
}

type Method = (...args: unknown[]) => unknown;

/**
 * A store in front of another, every step of which can be made to fail: each read and write, on transactions,
 * snapshots and the latest view, and begin, lock, commit and rollback.
 * @param isExclusive what it says of itself: one that others might write to is read in another way
 */
export function faultyStore(store: Store, faults: Faults, isExclusive = store.isExclusive): Store {
  const latest = failing(store.latest, 'latest', faults);
  return failing(store, 'store', faults, {
    latest,
    isExclusive,
    begin: async () => faultyTransaction(await store.begin(), faults),
    snapshot: async (book) => faultySnapshot(await store.snapshot(book), faults),
    ...(store.onNews === undefined
      ? {}
      : { onNews: (listener) => store.onNews?.(listener) ?? (() => undefined) }),
    // Counters are asked for apart.
    ...(store.counters === undefined ? {} : { counters: store.counters.bind(store) }),
    // Closing is what the test itself does at the end.
    close: () => store.close(),
  });
}

function faultySnapshot(snapshot: Snapshot, faults: Faults): Snapshot {
  return failing(snapshot, 'snapshot', faults, { close: () => snapshot.close() });
}

function faultyTransaction(transaction: StoreTransaction, faults: Faults): StoreTransaction {
  return failing(transaction, 'transaction', faults, {
    commit: async () => {
      const error = faults.take(COMMIT);
      if (error === undefined || faults.commitTakesEffect) await transaction.commit();
      // What was not committed is gone, as when the connection is lost.
      else await transaction.rollback();
      if (error !== undefined) throw error;
    },
    rollback: async () => {
      // A rollback may be said to have failed; the transaction is gone all the same.
      await transaction.rollback();
      const error = faults.take('transaction rollback');
      if (error !== undefined) throw error;
    },
  });
}

/** The same object with every method failing when it is told to, but those that are given instead. */
function failing<T extends object>(
  target: T,
  name: string,
  faults: Faults,
  instead: { readonly [K in keyof T]?: T[K] } = {},
): T {
  const counted = new Set(['begin', 'snapshot']);
  return new Proxy(target, {
    get(object, key) {
      const own = Reflect.get(instead, key);
      const value: unknown = own ?? Reflect.get(object, key);
      if (typeof value !== 'function' || typeof key !== 'string') return value;
      const method = value as Method;
      if (own !== undefined && !counted.has(key)) return method;
      return async (...args: unknown[]) => {
        const error = faults.take(`${name} ${key}`);
        if (error !== undefined) throw error;
        return method.apply(own === undefined ? object : instead, args);
      };
    },
  });
}
