// node test/support/crash/slow-sync-child.ts FOLDER MODE: writes to the house in FOLDER while its disk takes its time to sync, and asks for
// everything meanwhile (see failing-sync.ts); it prints as JSON what was told before and afterwards. MODE: `passes`, or `fails`, where
// the disk fails in the end.
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
function ask(name: string, answer: Promise<unknown>): void {
  const text = answer.then(
    (value) => JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}` : part)),
    (error: unknown) => (error instanceof StoreError ? error.code : `${error}`),
  );
  asked.push(text.then((answered) => void (told[name] = answered)));
}

writeFileSync(gate, '');
ask('transfer', book.transfer({ from: 'world', to: 'a', amount: 1n }).then(({ ok }) => ok));
// The commit has come to where it waits for the disk; this goes on all the same.
while (!existsSync(`${gate}.reached`)) await setTimeout(1);
ask('balance', book.balance('a').then((balance) => balance?.posted));
ask('balance as known', book.balance('a', { knownAt: Date.now() }).then((balance) => balance?.posted));
ask('head', book.head().then(({ seq }) => seq));
ask(
  'events',
  book.events().then((records) => records.length),
);
ask('accounts', book.accounts().then(({ items }) => items.length));
ask('books', house.books());
ask('counters', house.counters.status().then(({ counters }) => counters.length));
ask('verify', house.verify().then(({ ok }) => ok));
await setTimeout(100);
const before = { ...told };
if (mode === 'fails') writeFileSync(failing, '');
rmSync(gate);
await Promise.all(asked);
await house.close();
console.log(JSON.stringify({ before, told }));
