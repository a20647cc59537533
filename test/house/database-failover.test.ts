import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { open } from '../../src/engine/open-house.ts';
import type { House } from '../support/house/house-door.ts';
import { expectSame } from '../support/house/house-same.ts';
import { BOOK, houseBehindProxy } from '../support/postgres/database-behind-proxy.ts';
import { checkAfterStorm, checkContent } from '../support/postgres/database-checks.ts';
import { DatabaseLoad } from '../support/postgres/database-load.ts';
import { slowCommits } from '../support/postgres/database-slow-commits.ts';
import { signalBackends, untilBackends } from '../support/postgres/postgres-backends.ts';
import { freePort, type PostgresServer, startPostgres } from '../support/postgres/postgres-server.ts';
import { type PostgresStandby, startStandby } from '../support/postgres/postgres-standby.ts';
import { TcpProxy } from '../support/postgres/tcp-proxy.ts';
import { SeededChoices } from '../support/random/house-random.ts';

let first: PostgresServer;
/** The server that takes writes now. */
let primary: Pick<PostgresServer, 'url' | 'port' | 'crash'>;
const standbys: PostgresStandby[] = [];

beforeAll(async () => {
  first = await startPostgres();
  await slowCommits(first.url);
  primary = first;
});

afterAll(async () => {
  for (const standby of standbys.reverse()) await standby.stop();
  await first.stop();
});

/** A synchronous standby of the primary on a port, from a source that may be a door to the primary. */
async function addStandby(port: number, sourcePort?: number): Promise<PostgresStandby> {
  const standby = await startStandby(primary.url, port, sourcePort);
  standbys.push(standby);
  return standby;
}

const FAILOVERS = 2;
const LINE_MS = 40;

test(`a synchronous standby takes the place of the primary, ${FAILOVERS} times, while 20 clients are at work`, async () => {
  const proxy = await TcpProxy.start(primary.port);
  const ports = await Promise.all(Array.from({ length: FAILOVERS }, freePort));
  const listed = ports.map((port) => `,127.0.0.1:${port}`).join('');
  const houses = [
    // One knows all servers, the other a door that is led elsewhere.
    await open(primary.url.replace(`:${primary.port}`, `:${primary.port}${listed}`)),
    await open(primary.url.replace(`:${primary.port}`, `:${proxy.port}`)),
  ];
  const load = new DatabaseLoad(houses, 3);
  const choices = new SeededChoices(3);
  await load.begin(20);
  for (const port of ports) {
    // What is written reaches the standby late, so that whoever does not wait for it loses something.
    const line = await TcpProxy.start(primary.port);
    line.onLink = (link) => link.delayAnswers(LINE_MS);
    const standby = await addStandby(port, line.port);
    await load.untilAnswered(150);
    await sleep(choices.below(100));
    await primary.crash();
    await sleep(choices.below(300));
    await standby.promote();
    proxy.leadTo(standby.port);
    primary = standby;
    await load.untilAnswered(150);
    await line.close();
  }
  await checkAfterStorm(houses, load);
  for (const house of houses) await house.close();
  await proxy.close();
});

const COMMITTING = "wait_event = 'SyncRep'";

test('what is written, but not on the standby yet, is answered to nobody, and is done once after the standby took over', async () => {
  const line = await TcpProxy.start(primary.port);
  const standby = await addStandby(await freePort(), line.port);
  const place = await houseBehindProxy(primary, 'not_on_standby', standby.port);
  const { house, beside, proxy, name, nameBeside } = place;
  const ask = (asked: House) => asked.book(BOOK).transfer({ id: 't', from: 'a', to: 'b', amount: 5n });
  // From now on the standby hears of nothing.
  line.shut();
  for (const link of line.links) link.loseAnswers();
  let answered = 0;
  const answer = async (asked: House): Promise<unknown> => {
    try {
      const told = await ask(asked);
      answered += 1;
      return told;
    } catch (error) {
      // Whoever is told that nobody knows asks again.
      if (error instanceof StoreError && error.code === 'outcome_unknown') return answer(asked);
      throw error;
    }
  };
  const asking = [answer(house)];
  await untilBackends(primary.url, name, COMMITTING);
  proxy.shut();
  proxy.resetAll();
  // The one who commits is ended while he waits: now others see what he wrote.
  await signalBackends(primary.url, name, 'terminate', COMMITTING);
  asking.push(answer(beside));
  await untilBackends(primary.url, nameBeside, COMMITTING);
  expect(answered).toBe(0);

  await primary.crash();
  await standby.promote();
  primary = standby;
  proxy.leadTo(standby.port);
  proxy.open();
  const [one, other] = await Promise.all(asking);
  expectSame('what both are told', one, other);
  expect(await place.idsIn(BOOK)).toEqual(['t']);
  expect(await place.posted(BOOK)).toBe(5n);
  await checkContent(house);
  await place.end();
  await line.close();
});
