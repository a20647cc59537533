import type { Every } from '../../../src/base/repeats.ts';
import type { ScheduleStep } from '../../oracle/plain-schedules.ts';
import type { SeededChoices } from './house-random.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
export const ACCOUNTS = ['a', 'b', 'c', 'd', 'e'] as const;

/** Random commands about what is scheduled, with few names and small amounts. */
export class ScheduleSteps {
  readonly #choices: SeededChoices;
  #names = 0;

  constructor(choices: SeededChoices) {
    this.#choices = choices;
  }

  /** Mostly as of now; some late, and some dated ahead. */
  any(now: number): ScheduleStep {
    const choices = this.#choices;
    const shift = choices.chance(30) ? choices.below(6 * 24) * HOUR - 5 * DAY : 0;
    const effectiveAt = now + shift;
    const [account, other] = [choices.pick(ACCOUNTS), choices.pick(ACCOUNTS)];
    const kind = choices.below(100);
    if (kind < 30) {
      const amount = BigInt(1 + choices.below(12));
      return {
        kind: 'transfer',
        from: choices.chance(60) ? 'world' : account,
        to: other,
        amount,
        effectiveAt,
      };
    }
    if (kind < 74) return this.schedule(account, other, effectiveAt);
    if (kind < 84) {
      const schedule = `s${choices.below(this.#names + 1)}`;
      return { kind: 'cancel_schedule', schedule, account, effectiveAt };
    }
    if (kind < 90) {
      const frozen = choices.pick(['debits', 'all', null, null] as const);
      return { kind: 'update_account', account, frozen, effectiveAt: now };
    }
    if (kind < 94) return { kind: 'merge', from: account, into: other, effectiveAt };
    if (kind < 97) return { kind: 'close_account', account, effectiveAt };
    return { kind: 'open_account', account, asset: 'GBP/2', effectiveAt };
  }

  /** A schedule that may be repeated and missed. */
  schedule(account: string, other: string, effectiveAt: number): ScheduleStep {
    const choices = this.#choices;
    // Now and then one that was taken.
    const schedule = choices.chance(10) ? `s${choices.below(this.#names + 1)}` : `s${this.#nextName()}`;
    const [from, to] = choices.pick([
      [account, other],
      [account, other],
      ['world', other],
      [account, 'world'],
    ] as const);
    const command = { kind: 'transfer', from, to, amount: BigInt(1 + choices.below(9)) } as const;
    const executeAt =
      effectiveAt + choices.pick([0, HOUR, DAY, DAY, 2 * DAY, -HOUR, choices.below(30) * DAY]);
    const late = {
      ...(choices.chance(40) && { missed: choices.pick(['all', 'last', 'none'] as const) }),
    };
    const after =
      late.missed !== undefined && choices.chance(40)
        ? { missedAfterMs: choices.pick([0, DAY, 2 * DAY]) }
        : {};
    const everyMs = choices.pick([HOUR, DAY, DAY, 2 * DAY]);
    return {
      kind: 'schedule',
      schedule,
      command,
      executeAt,
      effectiveAt,
      ...late,
      ...after,
      ...(choices.chance(40) && { retry: { everyMs, times: 1 + choices.below(4) } }),
      ...this.#anyRepeat(executeAt),
    };
  }

  #nextName(): number {
    this.#names += 1;
    return this.#names;
  }

  #anyRepeat(executeAt: number) {
    const choices = this.#choices;
    if (choices.chance(40)) return {};
    const every = choices.pick<Every>([
      { days: 1 },
      { days: 3 },
      { weeks: 1 },
      { months: 1 },
      { months: 1, day: -1 },
      { years: 1, day: -1 },
    ]);
    const end = choices.pick([
      {},
      { count: 1 + choices.below(5) },
      { until: executeAt + choices.below(60) * DAY },
    ]);
    const first = Math.floor(executeAt / DAY);
    const skipDates = [0, 1, 2].map((i) =>
      new Date((first + choices.below(5) + i) * DAY).toISOString().slice(0, 10),
    );
    const skips = choices.chance(30) && {
      skipDates: [...new Set(skipDates)].sort(),
      roll: choices.pick(['forward', 'back', 'none'] as const),
    };
    const zone = choices.chance(30) && {
      zone: choices.pick([
        'Europe/London',
        'America/New_York',
        'Australia/Lord_Howe',
        'Asia/Kolkata',
      ] as const),
    };
    return { every, ...end, ...zone, ...skips };
  }
}
