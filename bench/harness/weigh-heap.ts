/** What was last kept; a variable that others can see, so that the compiler must believe that it is used. */
let kept: unknown;

/** Takes a result that nothing else uses, so that the work which made it is not left out. */
export function keep(value: unknown): void {
  kept = value;
}

/** Collects garbage now; a bench runs under --expose-gc. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined)
    throw new Error('a bench needs node --expose-gc: start it with npm run bench');
  globalThis.gc();
}

/** The bytes that what `build` returns keeps in memory: on the heap, and in buffers beside it. */
export function weighHeap(build: () => unknown): number {
  keep(undefined);
  collectGarbage();
  const before = usedBytes();
  keep(build());
  collectGarbage();
  const after = usedBytes();
  if (kept === undefined) throw new Error('there was nothing to weigh: build returned undefined');
  keep(undefined);
  return after - before;
}

function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
