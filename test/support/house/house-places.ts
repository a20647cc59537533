import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { isCluster, makeDistributed } from '../postgres/citus-cluster.ts';
import { postgresUrl, query } from '../postgres/postgres-place.ts';
import { houseIn, makeFolder } from './house-folder.ts';

/** A place of its own where a house can be opened, closed and, if it is durable, opened again. */
export interface HousePlace {
  /** What `open` takes. */
  readonly url: string;
  openStore(): Promise<Store>;
  /** Takes away all that was kept. Close the house first. */
  remove(): Promise<void>;
}

export interface HouseKind {
  readonly name: 'memory' | 'sqlite' | 'postgres';
  /** Whether what was answered is there when it is opened again. */
  readonly isDurable: boolean;
  /** Whether several houses may have a place open at the same time: each is a node. */
  readonly isShared: boolean;
  makePlace(): Promise<HousePlace>;
}

const IN_MEMORY: HouseKind = {
  name: 'memory',
  isDurable: false,
  isShared: false,
  makePlace: async () => placeAt('memory:', async () => undefined),
};

const ON_FILE: HouseKind = {
  name: 'sqlite',
  isDurable: true,
  isShared: false,
  makePlace: async () => {
    const folder = makeFolder('tallystick-house-');
    return placeAt(houseIn(folder), async () => rmSync(folder, { recursive: true, force: true }));
  },
};

/** In a schema of its own on a server: the one that all tests share, if none is given. */
export function onPostgres(findServer: () => Promise<string> = postgresUrl): HouseKind {
  return {
    name: 'postgres',
    isDurable: true,
    isShared: true,
    makePlace: async () => {
      const serverUrl = await findServer();
      const schema = `house_${randomUUID().replaceAll('-', '')}`;
      const url = new URL(serverUrl);
      url.searchParams.set('schema', schema);
      if (isCluster(serverUrl)) await makeDistributed(url.href);
      const drop = `SET client_min_messages = error; DROP SCHEMA IF EXISTS "${schema}" CASCADE`;
      return placeAt(url.href, async () => void (await query(serverUrl, drop)));
    },
  };
}

const ON_POSTGRES = onPostgres();

function placeAt(url: string, remove: () => Promise<void>): HousePlace {
  return { url, openStore: () => openStore(url), remove };
}

/** Everywhere that a house can be: what is true of a house is true in each of them. */
export const HOUSES: readonly HouseKind[] = [IN_MEMORY, ON_FILE, ON_POSTGRES];
export const DURABLE_HOUSES = HOUSES.filter(({ isDurable }) => isDurable);
export const HOUSE = { memory: IN_MEMORY, sqlite: ON_FILE, postgres: ON_POSTGRES } as const;

/** Does something in a new place, which is gone afterwards. */
export async function inPlace<T>(kind: HouseKind, work: (place: HousePlace) => Promise<T>): Promise<T> {
  const place = await kind.makePlace();
  try {
    return await work(place);
  } finally {
    await place.remove();
  }
}
