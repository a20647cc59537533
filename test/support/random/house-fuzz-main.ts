// node test/support/random/house-fuzz-main.ts WHAT SEED: one long run of what a house has to stand, for a fuzz target.
import { open } from '../../../src/engine/open-house.ts';
import { openMemoryStore } from '../../../src/store/memory/open.ts';
import { faultyAtPort } from '../crash/faulty-house.ts';
import { runCrashes } from '../crash/house-crash-run.ts';
import { FaultRun } from '../crash/house-fault-run.ts';
import { checkFetched } from '../house/house-checks.ts';
import { inFolder } from '../house/house-folder.ts';
import { HOUSE, type HouseKind, inPlace, onPostgres } from '../house/house-places.ts';
import { expectSame } from '../house/house-same.ts';
import { startPostgres } from '../postgres/postgres-server.ts';
import { runInterleavings } from './house-interleaving-run.ts';
import { planOf } from './house-plan.ts';
import { type PlanEnds, PlanRun } from './house-plan-run.ts';
import { SeededChoices } from './house-random.ts';
import { runSoak } from './house-soak-run.ts';
import { runTurns, TURN_KINDS } from './house-turns-run.ts';
import { type NeedsRunEnd, needsRun } from './needs-run.ts';
import { runSchedules } from './schedules-run.ts';

const [what = '', seedText = '1'] = process.argv.slice(2);
const seed = Number(seedText);
const choices = new SeededChoices(seed);

switch (what) {
  case 'crash':
    await crash(HOUSE.sqlite, 40);
    break;
  case 'simulation':
    await simulate(HOUSE.sqlite, choices.pick([20, 60, 120]));
    break;
  case 'interleaving':
    await runInterleavings(HOUSE.memory, seed, 60);
    break;
  case 'faults':
    for (let i = 0; i < 40; i += 1) await fail(choices.chance(30) ? HOUSE.sqlite : HOUSE.memory);
    break;
  case 'soak':
    await soak();
    break;
  case 'turns':
    for (const kind of [HOUSE.memory, HOUSE.sqlite]) await takeTurns(kind, 10_000);
    break;
  case 'needs':
    for (let i = 0; i < 20; i += 1) await needs(seed + i);
    break;
  case 'schedules':
    for (const kind of [HOUSE.memory, HOUSE.sqlite]) await schedules(kind, 200);
    break;
  case 'postgres':
    await onServer(everything);
    break;
  default:
    throw new Error(`there is nothing called ${what}`);
}
checkFetched();

/** On a server of its own, or the one that TALLYSTICK_TEST_POSTGRES_URL names. */
async function onServer(work: (kind: HouseKind) => Promise<void>): Promise<void> {
  const given = process.env.TALLYSTICK_TEST_POSTGRES_URL;
  if (given !== undefined && given !== '') return work(onPostgres(async () => given));
  const server = await startPostgres();
  try {
    await work(onPostgres(async () => server.url));
  } finally {
    await server.stop();
  }
}

/** A server takes a while to start, so one run has some of each. */
async function everything(kind: HouseKind): Promise<void> {
  await simulate(kind, choices.pick([20, 40]));
  await runInterleavings(kind, seed, 4);
  for (let i = 0; i < 6; i += 1) await fail(kind);
  await crash(kind, 5);
  await schedules(kind, 60);
}

async function schedules(kind: HouseKind, steps: number): Promise<void> {
  await inPlace(kind, async (place) => {
    const nodes = kind.isShared ? 2 : 1;
    await runSchedules({ place, steps, nodes, restarts: kind.isDurable }, seed);
  });
}

/** A minute of use. */
async function soak(): Promise<void> {
  await inPlace(HOUSE.sqlite, async ({ url }) => {
    const house = await open(url, { cacheRowsMax: 2_000 });
    await runSoak(house, choices, { forMs: 60_000, turnsALook: 400 });
    await house.close();
  });
}

/** All kinds of turns, each on a house of its own. */
async function takeTurns(kind: HouseKind, turns: number): Promise<void> {
  for (const name of Object.keys(TURN_KINDS)) {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { cacheRowsMax: 2_000 });
      await runTurns(house, { name, turns, looks: 10, keepsRows: !kind.isDurable });
      await house.close();
    });
    console.log(`${kind.name}, ${turns} ${name}: flat`);
  }
}

async function crash(kind: HouseKind, kills: number): Promise<void> {
  await inFolder((folder) =>
    inPlace(kind, ({ url }) => runCrashes({ url, folder }, seed % 1_000_000, kills)),
  );
}

async function simulate(kind: HouseKind, commandsPerBook: number): Promise<void> {
  const plan = planOf(seed % 1_000_000, commandsPerBook);
  const ends: PlanEnds[] = [];
  for (const cacheRowsMax of [0, 1 + choices.below(30), 1_000_000_000]) {
    await inPlace(kind, async ({ openStore }) => {
      const nodes = kind.isShared ? choices.pick([1, 2, 3]) : 1;
      const run = await PlanRun.begin({ openStore, isKept: kind.isDurable, cacheRowsMax, nodes });
      ends.push(await run.run(plan));
    });
  }
  for (const other of ends) expectSame('the ends of the chains', other, ends[0]);
}

/** What is kept in memory changes no answer, and everything that is looked at had been fetched. */
async function needs(from: number): Promise<void> {
  const ends: NeedsRunEnd[] = [];
  for (const cacheRowsMax of [0, choices.below(40), 1_000_000_000]) {
    ends.push(await needsRun(from, 300, { store: await openMemoryStore(), cacheRowsMax }));
  }
  for (const other of ends) expectSame(`all that came of seed ${from}`, other, ends[0]);
}

/** A store that fails anywhere, once or for long. */
async function fail(kind: HouseKind): Promise<void> {
  const passes = choices.chance(30);
  const plan = {
    from: 1 + choices.below(350),
    // What passes by itself is waited for, each time longer.
    count: passes ? choices.pick([1, 2, 4]) : choices.pick([1, 1, 2, 5, 12, 40]),
    takesEffect: choices.chance(50),
    passes,
  };
  const cacheRowsMax = choices.pick([0, 10, 1_000_000]);
  await inPlace(kind, async ({ openStore }) => {
    const place = await faultyAtPort(await openStore(), { cacheRowsMax });
    const run = new FaultRun(place);
    try {
      await run.run(plan);
      await run.check();
    } finally {
      await place.close();
    }
  });
}
