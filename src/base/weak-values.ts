/**
 * A map that does not keep its values alive: a value is found for as long as somebody else holds it, and its entry goes
 * with it. So there is never a second one of what somebody still uses.
 */
export class WeakValues<V extends object> {
  readonly #refs = new Map<string, WeakRef<V>>();
  readonly #gone = new FinalizationRegistry<string>((key) => {
    // Another may stand in its place by now.
    if (this.#refs.get(key)?.deref() === undefined) this.#refs.delete(key);
  });

  get(key: string): V | undefined {
    return this.#refs.get(key)?.deref();
  }

  set(key: string, value: V): void {
    this.#refs.set(key, new WeakRef(value));
    this.#gone.register(value, key);
  }

  /** Those that somebody still holds. */
  *values(): IterableIterator<V> {
    for (const ref of this.#refs.values()) {
      const value = ref.deref();
      if (value !== undefined) yield value;
    }
  }
}
