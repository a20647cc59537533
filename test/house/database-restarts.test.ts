import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { checkAfterStorm } from '../support/postgres/database-checks.ts';
import { DatabaseLoad } from '../support/postgres/database-load.ts';
import { slowCommits } from '../support/postgres/database-slow-commits.ts';
import { type PostgresServer, startPostgres } from '../support/postgres/postgres-server.ts';
import { SeededChoices } from '../support/random/house-random.ts';

// A server of its own: it is stopped again and again.
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
  await slowCommits(server.url);
});

afterAll(() => server.stop());

const STOPS = 4;
const ANSWERS_BETWEEN = 150;

test(`a server that is stopped at once, as by a crash, ${STOPS} times while 20 clients are at work`, async () => {
  const houses = [await open(server.url), await open(server.url)];
  const load = new DatabaseLoad(houses, 1);
  await load.begin(20);
  const choices = new SeededChoices(1);
  for (let stop = 1; stop <= STOPS; stop += 1) {
    await load.untilAnswered(ANSWERS_BETWEEN);
    await sleep(choices.below(100));
    await server.crash();
    if (stop === 2) {
      // Callers are not left alone with a server that does not come back.
      const { store_failed } = load.told;
      await load.until(() => load.told.store_failed > store_failed, 'somebody who is told that it failed');
    }
    await sleep(choices.below(300));
    await server.restart();
  }
  await load.untilAnswered(ANSWERS_BETWEEN);
  await checkAfterStorm(houses, load);
  expect(load.told.store_failed).toBeGreaterThan(0);
  for (const house of houses) await house.close();
});
