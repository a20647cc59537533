import type { OpenAccount, UpdateAccount } from '../../src/commands/account-commands.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import { PlainBook } from './plain-book.ts';
import type { PlainCommand, PlainLife } from './plain-book-state.ts';

type History = readonly PlainCommand[];

/** The command that opened a life: the how-manieth of its id its key says. */
export function openingOf(history: History, { id, key }: Pick<PlainLife, 'id' | 'key'>): OpenAccount {
  const openings = history.filter((each) => each.kind === 'open_account' && each.account === id);
  const opening = openings[Number.parseInt(key, 10) - 1];
  if (opening?.kind !== 'open_account') throw new Error(`nothing opened ${key}`);
  return opening;
}

/**
 * The history in which a life begins when an update says: its opening is dated then, as the last of that moment. Or what
 * stands against that: the same history does not succeed any more.
 */
export function beginningEarlier(
  history: History,
  life: PlainLife,
  { openedAt }: UpdateAccount,
): History | Reason {
  const opening = openingOf(history, life);
  if (openedAt === undefined || openedAt === opening.effectiveAt) return history;
  if (openedAt > opening.effectiveAt) return 'opened_earlier';
  const rest = history.filter((each) => each !== opening);
  const later = rest.findIndex((each) => each.effectiveAt > openedAt);
  const place = later === -1 ? rest.length : later;
  const moved = rest.toSpliced(place, 0, { ...opening, effectiveAt: openedAt });
  const book = new PlainBook();
  return moved.every((each) => book.apply(each).length === 0) ? moved : 'life_in_the_way';
}

/** The earliest moment at which a command changes what there is. */
export function firstMomentOf(command: PlainCommand): number {
  const { effectiveAt } = command;
  return command.kind === 'update_account'
    ? Math.min(effectiveAt, command.openedAt ?? effectiveAt)
    : effectiveAt;
}
