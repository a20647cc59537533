import type { Frozen } from '../../commands/account-commands.ts';
import { WORLD } from '../../commands/field.ts';
import type { VelocityLimit } from '../../commands/velocity-limit.ts';
import { compareInstants, type Instant, seqAt } from '../time/instant.ts';
import type { Timeline } from '../time/timeline.ts';

/** The id that is part of an account's key; `world` for a world. */
export function idOfKey(key: string): string {
  return key.startsWith(`${WORLD}/`) ? WORLD : key.slice(key.indexOf('/') + 1);
}

/** The how-manieth life of its id a key means, from 1 on; that of a world is the only one. */
export function lifeOfKey(key: string): number {
  return key.startsWith(`${WORLD}/`) ? 1 : Number.parseInt(key, 10);
}

/** Where an account's life ended, and into which account its balance went (null: closed empty). */
export interface AccountEnd extends Instant {
  readonly into: string | null;
}

/** One life of an account id: from its opening until it is closed or merged away. */
export interface AccountRow {
  /** Unique in the book: the number of the life, a slash, the id. `world/ASSET` for the world. */
  readonly key: string;
  readonly id: string;
  /** Code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** The least `available` that a command decided now may lead to, at any instant; null: no limit but the amount range. */
  readonly floor: bigint | null;
  /** The greatest sum of posted, incoming and expected that it may lead to; null: no limit but the amount range. */
  readonly ceiling: bigint | null;
  /** How much may go out or come in within a length of time, in order of their names; absent: however much. */
  readonly limits?: readonly VelocityLimit[];
  readonly metadata: Readonly<Record<string, string>>;
  /** What a command decided now may not begin; absent: it may begin anything. */
  readonly frozen?: Frozen;
  /** How many schedules that are pending name it, or one that was merged into it; absent: none. */
  readonly scheduled?: number;
  /** Until when it had credits that were posted out because their moment had come: the latest; absent: it had none. */
  readonly creditsEndedAt?: number;
  /** Where it begins: at the moment that it was given last, by the number of its opening. */
  readonly opened: Instant;
  /** Where it was moved: when it began by what the book learned first, then later, the last one as in `opened`. */
  readonly beginnings?: readonly Beginning[];
  readonly ended: AccountEnd | null;
}

/** A moment that a life begins at, and the number of what said so. */
export interface Beginning {
  readonly seq: number;
  readonly at: number;
}

/** When a life begins and ends. */
export type LifeSpan = Pick<AccountRow, 'opened' | 'ended'>;

/** Whether a life has begun and not ended at a place in time. */
export function livesAt({ opened, ended }: LifeSpan, instant: Instant): boolean {
  if (compareInstants(opened, instant) > 0) return false;
  return ended === null || compareInstants(instant, ended) < 0;
}

/** A life with its balances over time. */
export interface Account {
  readonly row: AccountRow;
  readonly timeline: Timeline;
}

/**
 * The number of the latest accepted command that changed an account: opened it, moved it at whatever moment, set its terms, or
 * ended it. 0 for a world that nothing has passed through.
 */
export function lastSeqOf({ row, timeline }: Account): number {
  const { opened, ended } = row;
  return Math.max(timeline.lastSeq, seqAt(opened), ended === null ? 0 : seqAt(ended));
}
