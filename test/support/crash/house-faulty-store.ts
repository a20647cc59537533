import { StoreError } from '../../../src/base/store-error.ts';
import type { Snapshot, Store, StoreTransaction } from '../../../src/store/store.ts';
import { FaultCount } from './fault-plan.ts';

const COMMIT = 'transaction commit';

/** Counts the steps of a store, and lets some of them fail. */
export class Faults extends FaultCount {
  /** The error that a step fails with, if it does, and whether it has taken effect by then. */
  async errorOf(
    step: string,
  ): Promise<{ readonly error: StoreError; readonly takesEffect: boolean } | undefined> {
    const fault = await this.take(step);
    if (fault === undefined) return undefined;
    const message = `made to fail at step ${this.steps.length}, ${step}`;
    const error =
      fault.passes && step === COMMIT
        ? new StoreError('outcome_unknown', message)
        : new StoreError('store_failed', message, undefined, { isRetryable: fault.passes });
    return { error, takesEffect: fault.takesEffect };
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
      const fault = await faults.errorOf(COMMIT);
      if (fault === undefined || fault.takesEffect) await transaction.commit();
      // What was not committed is gone, as when the connection is lost.
      else await transaction.rollback();
      if (fault !== undefined) throw fault.error;
    },
    rollback: async () => {
      // A rollback may be said to have failed; the transaction is gone all the same.
      await transaction.rollback();
      const fault = await faults.errorOf('transaction rollback');
      if (fault !== undefined) throw fault.error;
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
        const fault = await faults.errorOf(`${name} ${key}`);
        if (fault !== undefined) throw fault.error;
        return method.apply(own === undefined ? object : instead, args);
      };
    },
  });
}
