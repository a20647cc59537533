import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { openHouse } from '../../../src/engine/open-house.ts';
import type { openStore } from '../../../src/store/open-store.ts';
import type { JournalRow } from '../../../src/store/store.ts';
import type { House, OpenOptions } from '../house/house-door.ts';

/** A house of some checkout of the project, and what its journals hold to the byte. */
export interface ToldHouse {
  readonly house: House;
  /** Each row of a book's journal, as one text: its columns, its request, its answer, and the link where a batch ends. */
  rows(book: string): Promise<string[]>;
}

/** Everything that a house would take from chance or from the machine. */
export type FixedOptions = Required<Pick<OpenOptions, 'clock' | 'newId' | 'randomBytes' | 'cacheRowsMax'>>;

const ROWS = 1_000;

/**
 * Opens a house by the sources of a checkout: a tree whose inner files lie elsewhere says in a file of this name how it is
 * done there.
 *
 * @param tree the checkout's folder
 */
export async function openTold(tree: string, url: string, options: FixedOptions): Promise<ToldHouse> {
  const theirs = join(tree, 'test/support/told/told-house.ts');
  if (theirs !== import.meta.filename && existsSync(theirs)) {
    const door: { readonly openTold: typeof openTold } = await import(pathToFileURL(theirs).href);
    return door.openTold(tree, url, options);
  }
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(tree, 'src', path)).href);
  const stores = (await load('store/open-store.ts')) as { readonly openStore: typeof openStore };
  const houses = (await load('engine/open-house.ts')) as { readonly openHouse: typeof openHouse };
  const store = await stores.openStore(url);
  const house = await houses.openHouse(store, { ...options, announceExpiries: false });
  return {
    house,
    rows: async (book) => {
      const view = await store.snapshot();
      try {
        const told: string[] = [];
        for (let after = 0; ; ) {
          const rows = await view.journal(book, { after, limit: ROWS });
          told.push(...rows.map(rowText));
          const last = rows.at(-1);
          if (last === undefined) return told;
          after = last.seq;
        }
      } finally {
        await view.close();
      }
    },
  };
}

/** Each column by its name: in which order a store has them says nothing. */
function rowText(row: JournalRow): string {
  const { seq, id, kind, retryOf, assignedAt, recordedAt, isAccepted, actor, rules, request, answer, link } =
    row;
  const columns = JSON.stringify({
    seq,
    id,
    kind,
    retryOf,
    assignedAt,
    recordedAt,
    isAccepted,
    actor,
    rules,
  });
  const end = link === null ? '' : `\n${Buffer.from(link).toString('hex')}`;
  return `${columns}\n${request}\n${answer}${end}`;
}
