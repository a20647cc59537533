import type { Store, StoreView } from '../../../src/store/store.ts';

/** A store that lets something happen right after its next view was made: that view does not show it. */
export function storeWithGap(store: Store): {
  readonly store: Store;
  inGap(work: () => Promise<unknown>): void;
} {
  let work: (() => Promise<unknown>) | undefined;
  const watched = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'snapshot') return typeof value === 'function' ? value.bind(target) : value;
      return async (): Promise<StoreView> => {
        const view = await target.snapshot();
        const now = work;
        work = undefined;
        await now?.();
        return view;
      };
    },
  });
  return {
    store: watched,
    inGap: (next) => {
      work = next;
    },
  };
}
