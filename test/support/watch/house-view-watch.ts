import type { Snapshot, Store, StoreTransaction, StoreView } from '../../../src/store/store.ts';

/** Told of each look at a store before it is taken, by its name and where it is taken: it may wait, or throw. */
export type OnLook = (look: keyof StoreView, where: 'latest' | 'snapshot' | 'transaction') => unknown;

/** A store in front of another, which tells of every look at it. */
export function watchedStore(store: Store, onLook: OnLook, isExclusive = store.isExclusive): Store {
  const latest = watched(store.latest, 'latest', onLook);
  return new Proxy(store, {
    get(target, key) {
      if (key === 'latest') return latest;
      if (key === 'isExclusive') return isExclusive;
      if (key === 'begin') {
        return async (): Promise<StoreTransaction> => watched(await target.begin(), 'transaction', onLook);
      }
      if (key === 'snapshot') {
        return async (book?: string): Promise<Snapshot> =>
          watched(await target.snapshot(book), 'snapshot', onLook, book);
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const NO_LOOKS: ReadonlySet<string> = new Set([
  'lock',
  'write',
  'commit',
  'rollback',
  'close',
  'deleteCheckpoints',
]);

/** With `only`, the view is of that book: of another one it need not be fixed. */
function watched<View extends StoreView>(
  view: View,
  where: Parameters<OnLook>[1],
  onLook: OnLook,
  only?: string,
): View {
  return new Proxy(view, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      if (typeof key !== 'string' || NO_LOOKS.has(key)) return value.bind(target);
      return async (...args: unknown[]) => {
        if (only !== undefined && args[0] !== only) {
          throw new Error(`a view of ${only} was asked for ${key} of ${String(args[0])}`);
        }
        await onLook(key as keyof StoreView, where); // Whatever is left are looks.
        return value.apply(target, args);
      };
    },
  });
}
