import type { CommandInput } from '../../../src/commands/command-table.ts';
import { openHouse } from '../../../src/engine/open-house.ts';
import { PlainSchedules, type ScheduleStep } from '../../oracle/plain-schedules.ts';
import { checkFollowed } from '../follow/check-followed.ts';
import { WrittenChanges } from '../follow/written-changes.ts';
import { allEvents, type House, type OpenBook } from '../house/house-door.ts';
import type { HousePlace } from '../house/house-places.ts';
import { expectSo } from '../house/house-same.ts';
import { SeededChoices } from './house-random.ts';
import { ACCOUNTS, ScheduleSteps } from './schedule-steps.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** How much is done, and where. */
export interface SchedulesRun {
  readonly place: HousePlace;
  readonly steps: number;
  /** How many houses have the place open, each of which writes in turn. */
  readonly nodes: number;
  /** Whether it is closed now and then, and opened with another size of its cache. */
  readonly restarts: boolean;
}

/** What a run came to, so that nobody takes one for long that did nothing. */
export type SchedulesCount = Record<
  'executed' | 'failed' | 'missed' | 'accepted' | 'refused' | 'late',
  number
>;

/** Random commands on a house and on the plain reading of schedules: both must come to the same. Throws where they do not. */
export async function runSchedules(run: SchedulesRun, seed: number): Promise<SchedulesCount> {
  const nodes = new Nodes(run, new SeededChoices(seed));
  try {
    await nodes.begin();
    for (let step = 0; step < run.steps; step += 1) await nodes.step(step);
    await nodes.end();
    return nodes.count;
  } finally {
    await nodes.close();
  }
}

class Nodes {
  readonly count: SchedulesCount = { executed: 0, failed: 0, missed: 0, accepted: 0, refused: 0, late: 0 };
  readonly #run: SchedulesRun;
  readonly #choices: SeededChoices;
  readonly #steps: ScheduleSteps;
  readonly #plain = new PlainSchedules();
  readonly #houses: House[] = [];
  readonly #written = new WrittenChanges();
  #now = Date.UTC(2026, 0, 28, 9);

  constructor(run: SchedulesRun, choices: SeededChoices) {
    this.#run = run;
    this.#choices = choices;
    this.#steps = new ScheduleSteps(choices);
  }

  async begin(): Promise<void> {
    await this.#open();
    for (const account of ACCOUNTS) {
      await this.#submit({ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: this.#now });
    }
  }

  async step(step: number): Promise<void> {
    const choices = this.#choices;
    const far = choices.chance(6) ? 40 * DAY : choices.below(4) * DAY;
    this.#now += choices.chance(30) ? 0 : choices.pick([HOUR / 2, far, far + HOUR / 2, 3 * DAY]);
    if (this.#run.restarts && choices.chance(4)) {
      await this.close();
      await this.#open();
    }
    await this.#submit(this.#steps.any(this.#now));
    if (step % 12 === 0) await this.#compareState();
  }

  async end(): Promise<void> {
    this.#now += 100 * DAY;
    await this.#submit({ kind: 'transfer', from: 'world', to: 'a', amount: 1n, effectiveAt: this.#now });
    await this.#compareState();
    const records = await allEvents(this.#book());
    const runs = records.flatMap((record) => {
      if (record.kind !== 'run_schedule') return [];
      const { subject } = record.command as { readonly subject: string };
      return [
        {
          schedule: subject,
          at: record.effectiveAt,
          outcome: record.outcome,
          reason: record.failure?.reason,
        },
      ];
    });
    const expected = this.#plain.runs;
    expectSo(
      runs.length === expected.length,
      `${runs.length} were decided, and ${expected.length} are to be`,
    );
    for (const [i, { schedule, at, outcome, against }] of expected.entries()) {
      const run = runs[i];
      expectSo(
        run?.schedule === schedule && run.at === at && run.outcome === outcome,
        `decision ${i} is ${JSON.stringify(run)}, and ${schedule} at ${at} is ${outcome}`,
      );
      expectSo(
        isAmong(run?.reason, against),
        `${schedule} failed for ${run?.reason}, and there is ${against.join(', ')}`,
      );
      this.count[outcome] += 1;
    }
    for (const house of this.#houses) {
      const { problems } = await house.verify({ decideAgain: true });
      expectSo(problems.length === 0, JSON.stringify(problems));
    }
    const { problems } = await this.#houseOf(0).reconcile();
    expectSo(problems.length === 0, JSON.stringify(problems));
    await checkFollowed(this.#written, runs.length);
  }

  async close(): Promise<void> {
    for (const house of this.#houses.splice(0)) await house.close();
  }

  async #open(): Promise<void> {
    for (let i = 0; i < this.#run.nodes; i += 1) {
      const cacheRowsMax = this.#choices.pick([0, 3, 1_000]);
      const options = { clock: () => this.#now, announceExpiries: false, cacheRowsMax };
      const store = this.#written.watch(await this.#run.place.openStore());
      this.#houses.push(await openHouse(store, options));
    }
  }

  #houseOf(i: number): House {
    const house = this.#houses[i];
    if (house === undefined) throw new Error('it is closed');
    return house;
  }

  /** Of any of the nodes. */
  #book(): OpenBook {
    return this.#houseOf(this.#choices.below(this.#run.nodes)).book('shop');
  }

  async #submit(step: ScheduleStep): Promise<void> {
    const expected = this.#plain.submit(step, this.#now);
    const [answer] = await this.#book().submit([step as CommandInput]); // One that was checked may be given.
    expectSo(answer !== undefined, 'it is answered');
    const what = `${JSON.stringify(step, textOf)} at ${this.#now}`;
    const reason = answer.ok ? undefined : answer.reason;
    expectSo(
      answer.ok === expected.accepted,
      `${what} is ${reason ?? 'accepted'}, and there is ${expected.against.join(', ') || 'nothing'} against it`,
    );
    expectSo(
      isAmong(reason, expected.against),
      `${what} is ${reason}, and there is ${expected.against.join(', ')}`,
    );
    this.count[answer.ok ? 'accepted' : 'refused'] += 1;
    if (answer.ok && step.effectiveAt < this.#now) this.count.late += 1;
  }

  async #compareState(): Promise<void> {
    const book = this.#book();
    // What others wrote a moment ago may not be known here before this writes.
    await book.submit([{ kind: 'transfer', from: 'a', to: 'nobody', amount: 1n, effectiveAt: this.#now }]);
    this.#plain.comeTo(this.#now);
    for (const at of [this.#now, this.#now - this.#choices.below(40) * DAY]) {
      const then = this.#plain.book.at(at);
      for (const account of ACCOUNTS) {
        const life = then.living(account);
        const posted = life === undefined ? undefined : life.inflow - life.outflow;
        const balance = await book.balance(account, { at });
        expectSo(
          balance?.posted === posted,
          `${account} has ${balance?.posted} at ${at}, and ${posted} by the plain reading`,
        );
      }
    }
    const { items } = await book.schedules({ limit: 500 });
    const shown = new Set(items.map(({ schedule, status, nextAt }) => `${schedule} ${status} ${nextAt}`));
    for (const { command, status, dueAt } of this.#plain.schedules) {
      const plain = `${command.schedule} ${status} ${status === 'pending' ? dueAt : null}`;
      expectSo(shown.delete(plain), `there is no ${plain}, but ${[...shown].join('; ')}`);
    }
    expectSo(shown.size === 0, `there are ${[...shown].join('; ')}, too`);
  }
}

/**
 * Whether what was given as a reason is one of those that there are. What was accepted before has reasons of its own to be in the way,
 * of which the plain reading knows no more than that it is.
 */
function isAmong(reason: string | undefined, against: readonly string[]): boolean {
  const isOfLater = reason === 'account_named_later';
  return reason === undefined || isOfLater || against.length === 0 || against.includes(reason);
}

function textOf(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
