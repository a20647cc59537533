import type { VelocityLimit } from '../../src/commands/velocity-limit.ts';
import type { Event } from '../../src/kernel/apply-rows.ts';

/** A life of an account with its terms, as far as something was known. */
export interface PlainAccount {
  readonly account: string;
  readonly asset: string;
  floor: bigint | null;
  ceiling: bigint | null;
  limits?: readonly VelocityLimit[];
  frozen: 'debits' | 'all' | null;
  metadata: Readonly<Record<string, string>>;
  openedAt: number;
  endedAt: number | null;
  mergedInto: string | null;
}

/** Every life that there is by all that the events say, told one after the other, by its key. */
function livesBy(events: readonly Event[]): Map<string, PlainAccount> {
  const lives = new Map<string, PlainAccount>();
  const life = (key: string): PlainAccount => {
    const found = lives.get(key);
    if (found === undefined) throw new Error(`nothing opened ${key}`);
    return found;
  };
  for (const event of events) {
    if (event.kind === 'account_opened') {
      const { key, id, asset, floor, ceiling, limits, metadata } = event.row;
      const terms = { asset, floor, ceiling, frozen: null, metadata, ...(limits && { limits }) };
      lives.set(key, { account: id, ...terms, openedAt: event.at, endedAt: null, mergedInto: null });
    } else if (event.kind === 'account_updated') {
      const one = life(event.account);
      if (event.floor !== undefined) one.floor = event.floor;
      if (event.ceiling !== undefined) one.ceiling = event.ceiling;
      if (event.metadata !== undefined) one.metadata = event.metadata;
      if (event.frozen !== undefined) one.frozen = event.frozen;
      if (event.openedAt !== undefined) one.openedAt = event.openedAt;
      if (event.limits !== undefined) one.limits = event.limits;
      if (one.limits?.length === 0) delete one.limits;
    } else if (event.kind === 'account_closed') life(event.account).endedAt = event.at;
    else if (event.kind === 'accounts_merged') {
      life(event.from).endedAt = event.at;
      life(event.from).mergedInto = life(event.into).account;
    }
  }
  return lives;
}

/** The life that an id means just after everything at a moment; null: none. */
export function plainAccount(events: readonly Event[], id: string, at: number): PlainAccount | null {
  const lives = [...livesBy(events).values()].filter(({ account }) => account === id);
  return lives.find(({ openedAt, endedAt }) => openedAt <= at && (endedAt === null || endedAt > at)) ?? null;
}
