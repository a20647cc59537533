// node test/support/house/house-teller-child.ts URL [user]: opens a house that is there, and does what it is told, a line at a time;
// it answers each line by one. With `user` it lays down the rights of a superuser before that, if it has them.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { StoreError } from '../../../src/base/store-error.ts';
import { open } from '../../../src/engine/open-house.ts';
import type { House } from './house-door.ts';
import { NOBODY } from './house-nobody.ts';

const [, , url = '', user] = process.argv;

if (user === 'user' && process.geteuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}

function said(error: unknown): string {
  return error instanceof StoreError ? `${error.code} ${error.message}` : `${error}`;
}

const DOINGS: Record<string, (house: House, word: string) => Promise<string>> = {
  async spend(house, amount) {
    const id = `${process.pid} ${amount}`;
    const answer = await house
      .book('main')
      .transfer({ id, from: 'alice', to: 'shop', amount: BigInt(amount) });
    return answer.ok ? 'ok' : answer.reason;
  },
  async balance(house) {
    return String((await house.book('main').balance('alice'))?.posted);
  },
  async verify(house) {
    return String((await house.verify()).ok);
  },
  async count(house) {
    await house.counters.define({ counter: 'spends' });
    return 'ok';
  },
  /** Answers when following has ended. */
  async follow(house) {
    for await (const _ of house.book('main').follow({ after: 1_000 }));
    return 'ended';
  },
  /** As a copy of the folder would; in this process, so that the system drops the locks on what was read. */
  async copy() {
    for (const end of ['', '-wal', '-shm', '-lock']) readFileSync(`${url.replace(/^sqlite:/, '')}${end}`);
    return 'copied';
  },
  async close(house) {
    await house.close();
    return 'closed';
  },
};

let house: House;
try {
  house = await open(url, { create: false, announceExpiries: false });
  console.log('open');
} catch (error) {
  console.log(said(error));
  process.exit();
}

for await (const line of createInterface({ input: process.stdin })) {
  const [name = '', word = ''] = line.split(' ');
  const doing = DOINGS[name]?.(house, word) ?? Promise.resolve('what?');
  doing.then(
    (answer) => console.log(`${name}: ${answer}`),
    (error: unknown) => console.log(`${name}: ${said(error)}`),
  );
}
