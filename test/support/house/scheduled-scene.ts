import { expect } from 'vitest';
import { open } from '../../../src/engine/open-house.ts';
import { allEvents, type House, type OpenBook } from './house-door.ts';
import type { HouseKind } from './house-places.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** A house with ann, who has 100, and others, at a moment that is set. */
export interface Scene {
  house: House;
  book: OpenBook;
  now: number;
  /** Closes the house and opens it again. */
  reopen(): Promise<void>;
}

/** A house at a moment; once the work is done, it is verified and taken away. */
export async function inScene(
  kind: HouseKind,
  start: string,
  work: (scene: Scene) => Promise<void>,
  accounts: readonly string[] = ['ann', 'bob'],
): Promise<void> {
  const place = await kind.makePlace();
  const openIt = (): Promise<House> => open(place.url, { clock: () => scene.now, announceExpiries: false });
  const scene: Scene = {
    house: undefined as never,
    book: undefined as never,
    now: Date.parse(start),
    reopen: async () => {
      await scene.house.close();
      scene.house = await openIt();
      scene.book = scene.house.book('shop');
    },
  };
  scene.house = await openIt();
  try {
    scene.book = scene.house.book('shop');
    for (const account of accounts) await scene.book.openAccount({ account, asset: 'GBP/2' });
    await scene.book.transfer({ from: 'world', to: 'ann', amount: 100n });
    await work(scene);
    expect((await scene.house.verify({ decideAgain: true })).problems).toEqual([]);
    expect((await scene.house.reconcile()).problems).toEqual([]);
  } finally {
    await scene.house.close();
    await place.remove();
  }
}

/** A command to be scheduled. */
export const transfer = (from: string, to: string, amount: bigint) =>
  ({ kind: 'transfer', from, to, amount }) as const;

/** What came of each occurrence, in the order in which they were decided. */
export async function runsOf(book: OpenBook): Promise<string[]> {
  const records = await allEvents(book);
  return records
    .filter(({ kind }) => kind === 'run_schedule')
    .map((record) => {
      const { subject } = record.command as { readonly subject: string };
      const when = new Date(record.effectiveAt).toISOString().slice(0, 16);
      return `${subject} ${when} ${'outcome' in record ? record.outcome : ''}`;
    });
}

export async function itemOf(book: OpenBook, schedule: string) {
  const [item] = (await book.schedules({ schedule })).items;
  return item;
}
