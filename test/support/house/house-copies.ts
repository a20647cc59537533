import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from '../../../src/engine/open-house.ts';
import type { House } from './house-door.ts';
import { houseIn } from './house-folder.ts';
import { expectSo } from './house-same.ts';

/** Makes a house that has posted so much to `a`, and leaves it open. */
export async function openHouse(folder: string, name: string, posted: number): Promise<House> {
  const house = await open(houseIn(folder, name), { announceExpiries: false });
  const book = house.book('main');
  await book.openAccount({ account: 'a', asset: 'GBP/2', id: 'open-a' });
  await book.submit(transfersOf(posted));
  return house;
}

function transfersOf(posted: number) {
  return Array.from(
    { length: posted },
    () => ({ kind: 'transfer', from: 'world', to: 'a', amount: 1 }) as const,
  );
}

/** Posts so much more to `a` in a house that is closed. */
export async function postMore(folder: string, name: string, posted: number): Promise<void> {
  await using house = await open(houseIn(folder, name), { announceExpiries: false });
  await house.book('main').submit(transfersOf(posted));
}

export async function makeHouse(folder: string, name: string, posted: number): Promise<void> {
  await (await openHouse(folder, name, posted)).close();
}

/** What `a` has in a house, which must be sound. */
export async function postedIn(folder: string, name: string): Promise<bigint | undefined> {
  await using house = await open(houseIn(folder, name), { announceExpiries: false });
  const { problems } = await house.verify();
  expectSo(problems.length === 0, `${name} is not sound: ${JSON.stringify(problems)}`);
  return (await house.book('main').balance('a'))?.posted;
}

/** Everything in a folder but locks, whose presence says nothing. */
export function everything(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => !name.endsWith('-lock'));
  return Object.fromEntries(
    names.map((name) => {
      const stats = lstatSync(join(folder, name));
      const content = stats.isFile() ? readFileSync(join(folder, name), 'base64') : '';
      return [name, `${stats.ino} ${stats.mode} ${content}`];
    }),
  );
}
