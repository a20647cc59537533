import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

/** What is run in a process of its own, so that its memory is its own too. What goes in and out is plain data. */
export type Scenarios = Readonly<Record<string, (ask: never) => Promise<object>>>;

const READY = 'ready';
const GO = 'go';

/** What the process of a scenario sends at its end. */
type Ending = { readonly result: object } | { readonly failure: string };

/**
 * What the process of a scenario does: runs the one that the command line names, `NAME JSON`, and sends what came of it to
 * the process that started it; shows it when a person did.
 */
export async function runNamed(scenarios: Scenarios): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [name = '', ask = '{}'] = positionals;
  const scenario = Object.entries(scenarios).find(([known]) => known === name)?.[1];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  // Whoever asked wrote what this very scenario takes.
  const running = (scenario as (ask: unknown) => Promise<object>)(JSON.parse(ask));
  if (process.send === undefined) console.log(await running);
  else await sendEnding(running);
}

async function sendEnding(running: Promise<object>): Promise<void> {
  try {
    process.send?.({ result: await running } satisfies Ending);
    process.disconnect();
  } catch (error) {
    const failure = error instanceof Error && error.stack !== undefined ? error.stack : String(error);
    // What a failure leaves open must not keep the process.
    process.send?.({ failure } satisfies Ending, () => process.exit(1));
  }
}

/** Waits until every process that was started together with this one waits here too. */
export async function waitForOthers(): Promise<void> {
  if (process.send === undefined) return;
  const go = once(process, 'message');
  process.send(READY);
  await go;
}

/**
 * Runs a scenario once for each ask, all at the same time, on Node processes with Node's own settings: their heap is
 * bounded as that of a user's is. Returns what each sent. `beforeGo` is done when all wait for the others, who then go on.
 */
export async function runTogether(
  script: string,
  name: string,
  asks: readonly unknown[],
  beforeGo: () => Promise<void> = () => Promise.resolve(),
): Promise<unknown[]> {
  const children = asks.map((ask) => fork(script, [name, JSON.stringify(ask)], { execArgv: [] }));
  const { promise: failure, reject: fail } = Promise.withResolvers<never>();
  let ready = 0;
  const onReady = (): void => {
    ready += 1;
    if (ready < children.length) return;
    beforeGo().then(() => {
      for (const child of children) child.send(GO);
    }, fail);
  };
  try {
    const results = children.map((child) => resultOf(child, name, onReady));
    return await Promise.race([Promise.all(results), failure]);
  } catch (error) {
    // The others would wait for the one that failed.
    for (const child of children) child.kill();
    throw error;
  }
}

function resultOf(child: ChildProcess, name: string, onReady: () => void): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  child.on('message', (message) => {
    if (message === READY) return onReady();
    const ending = message as Ending; // It sends nothing else.
    if ('result' in ending) resolve(ending.result);
    else reject(new Error(`${name} failed: ${ending.failure}`));
  });
  child.once('error', reject);
  // A promise is settled once: what comes after the ending changes nothing.
  child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${code ?? signal}, no result`)));
  return promise;
}
