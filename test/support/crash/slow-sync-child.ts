// node test/support/crash/slow-sync-child.ts FOLDER MODE: writes to the house in FOLDER while its disk takes its time to sync, and asks for
// everything meanwhile (see failing-sync.ts); it prints as JSON what was told before and afterwards. MODE:
// - passes, fails: a commit waits for the disk, which in the end fails.
// - copies: a log that has got long is copied into the file, and waits for that.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { StoreError } from '../../../src/base/store-error.ts';
import { open } from '../../../src/engine/open-house.ts';
import { houseIn } from '../house/house-folder.ts';

const [, , folder = '', mode] = process.argv;
const { SYNC_WAITS: gate = '', SYNC_FAILS: failing = '' } = process.env;

const house = await open(houseIn(folder), { create: false, announceExpiries: false });
const book = house.book('main');
await book.transfer({ from: 'world', to: 'a', amount: 1n });
await house.counters.define({ counter: 'c' });

const told: Record<string, string> = {};
const asked: Promise<void>[] = [];
const filled: Promise<readonly unknown[]>[] = [];
function ask(name: string, answer: Promise<unknown>): void {
  const text = answer.then(
    (value) => JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}` : part)),
    (error: unknown) => (error instanceof StoreError ? error.code : `${error}`),
  );
  const tell = (answered: string): void => {
    told[name] = answered;
  };
  asked.push(text.then(tell));
}

/** Whether the disk has been reached, and keeps whoever waits for it. */
const isReached = (): boolean => existsSync(`${gate}.reached`);

async function reached(): Promise<void> {
  while (!isReached()) await setTimeout(1);
}

/** Writes until the log is so long that it is copied. */
async function fillLog(): Promise<void> {
  const metadata = { text: 'x'.repeat(4_000) };
  const transfer = { kind: 'transfer', from: 'world', to: 'b', amount: 1n, metadata } as const;
  await book.openAccount({ account: 'b', asset: 'GBP/2' });
  while (!isReached()) {
    const submitted = book.submit(Array.from({ length: 400 }, () => transfer));
    filled.push(submitted);
    await Promise.race([submitted, reached()]);
  }
}

writeFileSync(gate, '');
if (mode === 'copies') await fillLog();
ask(
  'transfer',
  book.transfer({ from: 'world', to: 'a', amount: 1n }).then(({ ok }) => ok),
);
// The commit has come to where it waits for the disk; this goes on all the same.
await reached();
ask(
  'balance',
  book.balance('a').then((balance) => balance?.posted),
);
ask(
  'balance as known',
  book.balance('a', { knownAt: Date.now() }).then((balance) => balance?.posted),
);
ask(
  'head',
  book.head().then(({ seq }) => seq > 2),
);
ask(
  'events',
  book.events({ limit: 3 }).then((records) => records.length),
);
ask(
  'accounts',
  book.accounts().then(({ items }) => items.length),
);
ask('books', house.books());
ask(
  'counters',
  house.counters.status().then(({ counters }) => counters.length),
);
// What asks for nothing but what is durable is told meanwhile.
for (let i = 0; i < 500 && mode === 'copies' && Object.keys(told).length < asked.length - 1; i += 1)
  await setTimeout(10);
await setTimeout(100);
const before = { ...told };
if (mode === 'fails') writeFileSync(failing, '');
rmSync(gate);
await Promise.all(asked);
const transfers = (await Promise.all(filled)).flat().length;
await house.close();
console.log(JSON.stringify({ before, told, transfers }));
