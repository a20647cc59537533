/** How long each call took, and how long they took together. */
export interface MeasuredRun {
  readonly operations: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @param callsMs the time of each call; it is sorted in place */
export function summariseRun(operations: number, totalMs: number, callsMs: Float64Array): MeasuredRun {
  callsMs.sort();
  return {
    operations,
    perSecond: (operations * 1_000) / totalMs,
    p50Ms: percentile(callsMs, 0.5),
    p99Ms: percentile(callsMs, 0.99),
  };
}

/** The least value that so great a part of the values do not exceed. */
export function percentile(sorted: Float64Array, part: number): number {
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  if (value === undefined) throw new Error('no value has no percentile');
  return value;
}

/** Makes a call for each input, one after the other. Only the calls are timed, not the making of the inputs. */
export async function runInTurn<Input>(
  count: number,
  make: () => Input,
  call: (input: Input) => Promise<unknown>,
  options: { readonly operationsOf?: (input: Input) => number; readonly onCall?: (ms: number) => void } = {},
): Promise<MeasuredRun> {
  const { operationsOf = () => 1, onCall } = options;
  const callsMs = new Float64Array(count);
  let totalMs = 0;
  let operations = 0;
  for (let i = 0; i < count; i += 1) {
    const input = make();
    operations += operationsOf(input);
    const startedAt = performance.now();
    await call(input);
    const ms = performance.now() - startedAt;
    callsMs[i] = ms;
    totalMs += ms;
    onCall?.(ms);
  }
  return summariseRun(operations, totalMs, callsMs);
}

/** So many callers, each of whom makes the next call as soon as its last one was answered. */
export async function runInFlight<Input>(
  inputs: readonly Input[],
  inFlight: number,
  call: (input: Input) => Promise<unknown>,
): Promise<MeasuredRun> {
  const callsMs = new Float64Array(inputs.length);
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let i = next++; i < inputs.length; i = next++) {
      const input = inputs[i];
      if (input === undefined) return;
      const startedAt = performance.now();
      await call(input);
      callsMs[i] = performance.now() - startedAt;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, caller));
  return summariseRun(inputs.length, performance.now() - startedAt, callsMs);
}
