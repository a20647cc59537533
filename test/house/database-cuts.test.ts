import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { checkAfterStorm } from '../support/postgres/database-checks.ts';
import { CUTS, StatementCuts } from '../support/postgres/database-cuts.ts';
import { DatabaseLoad } from '../support/postgres/database-load.ts';
import { type PostgresServer, startPostgres } from '../support/postgres/postgres-server.ts';
import { type ProxiedLink, TcpProxy } from '../support/postgres/tcp-proxy.ts';
import { SeededChoices } from '../support/random/house-random.ts';

let server: PostgresServer;
let proxy: TcpProxy;

beforeAll(async () => {
  server = await startPostgres();
  proxy = await TcpProxy.start(server.port);
});

afterAll(async () => {
  await proxy.close();
  await server.stop();
});

const BLOWS = 80;

type Blow = (choices: SeededChoices, cuts: StatementCuts) => Promise<unknown>;

/** Something happens to one connection, whatever it is used for. */
async function toSome(choices: SeededChoices, blow: (link: ProxiedLink) => void): Promise<void> {
  const { links } = proxy;
  if (links.length === 0) return;
  const link = choices.pick(links);
  blow(link);
  await sleep(choices.below(150));
  link.reset();
}

const cutCommit: Blow = async (choices, cuts) => {
  const cut = choices.pick(CUTS);
  const later = choices.below(200);
  cuts.nextCommit((held) => cut.inflict(held, () => sleep(later)));
};

const BLOWS_KNOWN: readonly Blow[] = [
  cutCommit,
  cutCommit,
  cutCommit,
  (choices) => toSome(choices, () => undefined),
  // What is sent arrives, and the answers do not; or the other way round.
  (choices) => toSome(choices, (link) => link.loseAnswers()),
  (choices) => toSome(choices, (link) => link.loseRequests()),
  async () => proxy.resetAll(),
  async (choices) => {
    proxy.shut();
    proxy.resetAll();
    await sleep(choices.below(200));
    proxy.open();
  },
];

test(`connections that are cut at random, ${BLOWS} times, while 20 clients are at work`, async () => {
  const cuts = new StatementCuts(proxy);
  const url = server.url.replace(String(server.port), String(proxy.port));
  const houses = [await open(url), await open(url)];
  const load = new DatabaseLoad(houses, 2);
  await load.begin(20);
  const choices = new SeededChoices(2);
  for (let blow = 1; blow <= BLOWS; blow += 1) {
    await choices.pick(BLOWS_KNOWN)(choices, cuts);
    await sleep(choices.below(40));
    if (blow % 5 === 0) await load.untilAnswered(20);
  }
  expect(cuts.inflicted).toBeGreaterThan(BLOWS / 10);
  // From here on nothing is cut, and the same houses must be well.
  await load.until(() => cuts.open === 0, 'an end of the cuts');
  await checkAfterStorm(houses, load);
  for (const house of houses) await house.close();
});
