import { open } from '../../../src/engine/open-house.ts';
import { allEvents, type House } from '../house/house-door.ts';
import { StatementCuts } from './database-cuts.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** A house behind a proxy, in a schema of its own, with two books of two accounts each; and one past the proxy. */
export interface HouseBehindProxy {
  readonly house: House;
  readonly beside: House;
  readonly proxy: TcpProxy;
  readonly cuts: StatementCuts;
  /** What its connections are called, and those of the one beside it. */
  readonly name: string;
  readonly nameBeside: string;
  /** The ids in the journal of a book, beginnings left out. */
  idsIn(book: string): Promise<string[]>;
  /** What account `b` of a book has. */
  posted(book: string): Promise<bigint | undefined>;
  end(): Promise<void>;
}

export const BOOK = 'north';
export const OTHER_BOOK = 'south';
const BEGINNINGS = 3;
/** What time it is, for the one and for the other. */
export const CLOCK = 1_000;
export const CLOCK_BESIDE = 2_000;

/** @param standbyPort of another server that may take over, which the house beside is told of */
export async function houseBehindProxy(
  server: { readonly url: string; readonly port: number },
  name: string,
  standbyPort?: number,
): Promise<HouseBehindProxy> {
  const proxy = await TcpProxy.start(server.port);
  const cuts = new StatementCuts(proxy);
  const nameBeside = `${name}_beside`;
  const openAt = (hosts: string, called: string, clock: number): Promise<House> => {
    const url = `${server.url.replace(`127.0.0.1:${server.port}`, hosts)}?schema=${name}&application_name=${called}`;
    return open(url, { announceExpiries: false, clock: () => clock });
  };
  const other = standbyPort === undefined ? '' : `,127.0.0.1:${standbyPort}`;
  const house = await openAt(`127.0.0.1:${proxy.port}`, name, CLOCK);
  const beside = await openAt(`127.0.0.1:${server.port}${other}`, nameBeside, CLOCK_BESIDE);
  for (const book of [BOOK, OTHER_BOOK]) {
    for (const account of ['a', 'b']) await house.book(book).openAccount({ account, asset: 'GBP/2' });
    await house.book(book).transfer({ from: 'world', to: 'a', amount: 100n });
  }
  return {
    house,
    beside,
    proxy,
    cuts,
    name,
    nameBeside,
    idsIn: async (book) => (await allEvents(beside.book(book))).slice(BEGINNINGS).map(({ id }) => id),
    posted: async (book) => (await beside.book(book).balance('b'))?.posted,
    end: async () => {
      proxy.open();
      await house.close();
      await beside.close();
      await proxy.close();
    },
  };
}
