// node test/support/crash/house-full-disk-child.ts FOLDER: fills the disk that a house is on, and then makes room again.
// It prints what came of it as JSON; the folder is on a small file system of its own, or files are limited.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../../src/base/store-error.ts';
import { open } from '../../../src/engine/open-house.ts';
import { askBulk, type House } from '../house/house-door.ts';
import { houseIn } from '../house/house-folder.ts';
import type { HouseInput } from '../house/house-input.ts';

const folder = process.argv[2] ?? '';
const makesRoom = process.argv[3] === 'makes-room';
const filler = join(folder, 'filler');

/** Writes a file until nothing more fits. */
function fillUp(): void {
  const file = openSync(filler, 'w');
  for (const size of [262_144, 4_096, 1]) {
    const bytes = Buffer.alloc(size);
    try {
      for (;;) writeSync(file, bytes);
    } catch {
      // No more of that size.
    }
  }
  closeSync(file);
}

function transfers(round: number): HouseInput[] {
  return Array.from({ length: 40 }, (_, i) => {
    const id = `${round}-${i}`;
    return { kind: 'transfer', id, from: 'world', to: `a${i % 5}`, amount: 1n };
  });
}

const url = houseIn(folder);
let house: House = await open(url, { announceExpiries: false });
for (let i = 0; i < 5; i += 1) {
  await house.book('main').openAccount({ account: `a${i}`, asset: 'GBP/2', id: `open ${i}` });
}
if (makesRoom) fillUp();

const answered: unknown[] = [];
const codes: string[] = [];
let round = 0;
// Until it has failed a few times.
while (codes.length < 3 && round < 2_000) {
  round += 1;
  try {
    answered.push(...(await askBulk(house.book('main'), transfers(round))));
  } catch (error) {
    codes.push(error instanceof StoreError ? error.code : `${error instanceof Error ? error.stack : error}`);
  }
}

const whileFull = await total(house);
let afterwards: bigint | undefined;
let isSound: boolean | undefined;
let repeats: number | undefined;
if (makesRoom) {
  rmSync(filler);
  // The house that failed goes on.
  const again: unknown[] = [];
  for (let i = 1; i <= round; i += 1) again.push(...(await askBulk(house.book('main'), transfers(i))));
  const first = new Set(answered.map(text));
  repeats = again.filter((answer) => first.has(text(answer))).length;
  afterwards = await total(house);
  isSound = (await house.verify()).ok && (await house.reconcile()).ok;
  await house.close();
  house = await open(url, { announceExpiries: false });
  isSound &&= (await house.verify()).ok && (await total(house)) === afterwards;
}
console.log(
  text({ rounds: round, codes, answered: answered.length, whileFull, repeats, afterwards, isSound }),
);
await house.close().catch(() => undefined);

async function total(of: House): Promise<bigint> {
  const balances = await of.book('main').balances(Array.from({ length: 5 }, (_, i) => `a${i}`));
  return balances.reduce((sum, balance) => sum + (balance?.posted ?? 0n), 0n);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_name, member) => (typeof member === 'bigint' ? Number(member) : member));
}
