import type { SingleCommand } from '../../src/commands/command-table.ts';
import type { Schedule, ScheduledCommand } from '../../src/commands/schedule-commands.ts';
import type { PlainBook } from './plain-book.ts';
import type { PlainVerdict } from './plain-book-compare.ts';
import { ReplayedBook } from './plain-book-replay.ts';
import type { PlainCommand, PlainLife } from './plain-book-state.ts';
import { plainMoments } from './plain-moments.ts';

/** A command that the plain reading takes, with its moment. */
export type ScheduleStep = Extract<
  SingleCommand,
  {
    readonly kind:
      | 'transfer'
      | 'open_account'
      | 'update_account'
      | 'merge'
      | 'close_account'
      | 'schedule'
      | 'cancel_schedule';
  }
>;

/** What came of one attempt at an occurrence. */
export interface PlainRun {
  readonly schedule: string;
  readonly at: number;
  readonly outcome: 'executed' | 'failed' | 'missed';
  /** Of a failure: every reason that there is for it. */
  readonly against: readonly string[];
}

/** What came of a command, and every reason against it; none, where what was accepted before is in its way, which has reasons of its own. */
export interface PlainAnswer {
  readonly accepted: boolean;
  readonly against: readonly string[];
}

interface PlainSchedule {
  readonly command: Schedule;
  readonly turn: number;
  /** Each id in it, and the life that it meant. */
  readonly lives: readonly (readonly [id: string, key: string])[];
  readonly owner: string;
  /** The moments that are still to be decided, of all occurrences; a repeat without an end has as many as any run comes to. */
  rest: number[];
  dueAt: number;
  /** How often the occurrence that is due was tried in vain. */
  attempt: number;
  decided: number[];
  status: 'pending' | 'executed' | 'failed' | 'missed' | 'finished' | 'cancelled';
}

/**
 * Schedules by their definition: before every command all that is due by then is decided, the earliest first, of one moment the one
 * that was scheduled first; each like a command of that moment that is given then. On a book that replays its whole history.
 */
export class PlainSchedules {
  readonly book = new ReplayedBook();
  readonly runs: PlainRun[] = [];
  readonly schedules: PlainSchedule[] = [];

  /** Decides what is due by a moment. */
  comeTo(now: number): void {
    for (;;) {
      const [next] = this.schedules
        .filter(({ status, dueAt }) => status === 'pending' && dueAt <= now)
        .sort((a, b) => a.dueAt - b.dueAt || a.turn - b.turn);
      if (next === undefined) return;
      this.#decide(next, now);
    }
  }

  /** Carries out a command that comes at a moment. */
  submit(command: ScheduleStep, now: number): PlainAnswer {
    this.comeTo(now);
    if (command.kind === 'schedule') return this.#schedule(command);
    if (command.kind === 'cancel_schedule') return this.#cancel(command);
    if (command.kind !== 'close_account') return answerOf(this.book.submit(command));
    const life = this.book.at(command.effectiveAt).living(command.account);
    const isScheduled = this.schedules.some(
      ({ status, lives }) =>
        status === 'pending' && lives.some(([, key]) => this.#survivor(key) === life?.key),
    );
    if (!isScheduled) return answerOf(this.book.submit(command));
    const { later, against } = this.book.judge(command);
    return { accepted: false, against: later === undefined ? [...against, 'account_scheduled'] : [] };
  }

  #decide(schedule: PlainSchedule, now: number): void {
    const { command, rest, dueAt } = schedule;
    const [moment = 0, next] = rest;
    const { missed = 'all', missedAfterMs = 3_600_000, retry = { everyMs: 0, times: 0 } } = command;
    const isLate = (at: number): boolean => now - at > missedAfterMs;
    // Where the next occurrence begins, the attempts at this one end.
    const tries = Array.from({ length: retry.times }, (_, i) => moment + (i + 1) * retry.everyMs);
    const again = tries.filter((at) => next === undefined || at < next)[schedule.attempt];
    const after = again ?? next;
    const isPassedOver =
      isLate(dueAt) && (missed === 'none' || (missed === 'last' && after !== undefined && isLate(after)));
    const outcome = isPassedOver ? undefined : this.#carryOut(schedule);
    const run = { schedule: command.schedule, at: dueAt };
    schedule.decided.push(dueAt);
    if (outcome === undefined) this.runs.push({ ...run, outcome: 'missed', against: [] });
    else
      this.runs.push({ ...run, outcome: outcome.accepted ? 'executed' : 'failed', against: outcome.against });
    if (outcome?.accepted !== true)
      for (const [, key] of schedule.lives) this.#name(this.#holder(key, dueAt).id, dueAt);
    if (moment > dueAt) throw new Error('nothing is due before its moment');
    this.#goOn(schedule, this.runs.at(-1)?.outcome ?? 'failed', again);
  }

  #goOn(schedule: PlainSchedule, outcome: PlainRun['outcome'], again: number | undefined): void {
    if (outcome !== 'executed' && again !== undefined) {
      schedule.attempt += 1;
      schedule.dueAt = again;
      return;
    }
    schedule.attempt = 0;
    const [, next] = schedule.rest;
    schedule.rest = schedule.rest.slice(1);
    if (next !== undefined) schedule.dueAt = next;
    else schedule.status = schedule.command.every === undefined ? outcome : 'finished';
  }

  #carryOut({ command: { command }, lives, dueAt }: PlainSchedule): PlainAnswer {
    const ids = new Map(lives.map(([id, key]) => [id, this.#holder(key, dueAt).id]));
    const { from, to, amount } = command as Extract<ScheduledCommand, { readonly kind: 'transfer' }>; // The only kind here.
    const other = (id: string): string => ids.get(id) ?? id;
    return this.book.submit({
      kind: 'transfer',
      effectiveAt: dueAt,
      from: other(from),
      to: other(to),
      amount,
    });
  }

  #schedule(command: Schedule): PlainAnswer {
    const { effectiveAt, executeAt } = command;
    const against: string[] = [];
    const rest = plainMoments(command);
    if (executeAt < effectiveAt || (rest[0] ?? executeAt) < effectiveAt)
      against.push('executes_before_start');
    if (this.schedules.some((one) => one.command.schedule === command.schedule))
      against.push('schedule_exists');
    if (rest.length === 0) against.push('schedule_never_executes');
    const until = command.every === undefined ? executeAt : (command.until ?? Number.MAX_SAFE_INTEGER);
    const tried = (command.retry?.times ?? 0) * (command.retry?.everyMs ?? 0);
    const lastAt = Math.min(until + tried, Number.MAX_SAFE_INTEGER);
    const named = command.command as Extract<ScheduledCommand, { readonly kind: 'transfer' }>; // As above.
    const ids = [named.from, named.to].filter((id) => id !== 'world');
    const made = this.book.at(effectiveAt);
    const then = this.book.at(lastAt);
    const lives = ids.flatMap((id): (readonly [string, string])[] => {
      const key = made.living(id)?.key;
      return key === undefined || holderIn(then, key).mergedInto === null ? [] : [[id, key]];
    });
    const [owner] = lives;
    if (owner === undefined || lives.length < ids.length) against.push('account_unknown');
    if (against.length > 0 || owner === undefined) return { accepted: false, against };
    for (const [id] of lives) this.#name(id, effectiveAt);
    const turn = this.schedules.length;
    const dueAt = rest[0] ?? executeAt;
    const begun = { dueAt, attempt: 0, decided: [], status: 'pending' as const };
    this.schedules.push({ command, turn, lives, owner: owner[1], rest, ...begun });
    return { accepted: true, against };
  }

  #cancel({
    schedule,
    account,
    effectiveAt,
  }: Extract<ScheduleStep, { kind: 'cancel_schedule' }>): PlainAnswer {
    const found = this.schedules.find(({ command }) => command.schedule === schedule);
    if (found === undefined || found.command.effectiveAt > effectiveAt)
      return { accepted: false, against: ['schedule_unknown'] };
    const against: string[] = [];
    if (found.status !== 'pending') against.push('schedule_not_pending');
    const owner = this.#holder(found.owner, effectiveAt).id;
    if (owner !== account) against.push('not_the_owner');
    if (found.dueAt <= effectiveAt || found.decided.some((at) => at >= effectiveAt))
      against.push('schedule_executes_before');
    if (against.length > 0) return { accepted: false, against };
    found.status = 'cancelled';
    this.#name(owner, effectiveAt);
    return { accepted: true, against };
  }

  /** Says that a fact names an account: a merge or a close that is dated before is refused from now on. */
  #name(account: string, effectiveAt: number): void {
    const fact: PlainCommand = { kind: 'update_account', effectiveAt, account };
    if (!this.book.submit(fact).accepted) throw new Error(`${account} does not live at ${effectiveAt}`);
  }

  /** Who has an account at a moment. */
  #holder(key: string, at: number): PlainLife {
    return holderIn(this.book.at(at), key);
  }

  #survivor(key: string): string {
    return holderIn(this.book.at(Number.MAX_SAFE_INTEGER), key).key;
  }
}

function answerOf({ accepted, against, later }: PlainVerdict): PlainAnswer {
  return { accepted, against: later === undefined ? against : [] };
}

function holderIn(book: PlainBook, key: string): PlainLife {
  let life = book.byKey(key);
  for (let into = life.mergedInto; into != null; into = life.mergedInto) life = into;
  return life;
}
