import type { JournalRecord } from '../../src/engine/read/journal-record.ts';
import type { TransactionsOptions } from '../../src/engine/read/list-items.ts';
import type { StoredHold, StoredOffer } from '../../src/store/row-kinds.ts';

type Asked = Readonly<Record<string, unknown>>;

/** What transactions are asked for by, apart from pages. */
export type PlainFilter = Omit<TransactionsOptions, 'after' | 'limit' | 'order'>;

/** Accepted commands of which all that is asked for is true, in the order in which they were recorded: a filter. */
export function plainTransactions(journal: readonly JournalRecord[], filter: PlainFilter): JournalRecord[] {
  const { kind, account, counterparty, from, to, recordedFrom, recordedTo } = filter;
  const { reference, metadata, actor } = filter;
  return journal.filter(
    (record) =>
      record.ok &&
      (kind === undefined || record.kind === kind) &&
      (account === undefined || isAbout(record, account)) &&
      (counterparty === undefined || isAbout(record, counterparty)) &&
      (reference === undefined || commandsIn(record.command).some((one) => one['reference'] === reference)) &&
      Object.entries(metadata ?? {}).every((member) => isNoted(record, member)) &&
      (actor === undefined || record.actor === actor) &&
      (from === undefined || record.effectiveAt >= Number(from)) &&
      (to === undefined || record.effectiveAt <= Number(to)) &&
      (recordedFrom === undefined || record.recordedAt >= Number(recordedFrom)) &&
      (recordedTo === undefined || record.recordedAt <= Number(recordedTo)),
  );
}

/** It has a member of metadata, which is not one of an account that it opens or updates. */
function isNoted(record: JournalRecord, [name, text]: readonly [string, string]): boolean {
  return commandsIn(record.command).some(({ kind, metadata }) => {
    const noted =
      kind === 'open_account' || kind === 'update_account'
        ? undefined
        : (metadata as Readonly<Record<string, string>> | undefined);
    return noted !== undefined && Object.hasOwn(noted, name) && noted[name] === text;
  });
}

/** It moved something on the account, opened, updated, closed it or merged it away. */
function isAbout(record: JournalRecord, id: string): boolean {
  if (record.entries.some(({ account }) => account === id)) return true;
  return commandsIn(record.command).some(
    ({ kind, account, from }) =>
      (['open_account', 'update_account', 'close_account'].includes(String(kind)) && account === id) ||
      (kind === 'merge' && from === id),
  );
}

/** A command and, where it is a group, those inside of it. */
function commandsIn(command: Asked): Asked[] {
  const inside = command.commands;
  return [command, ...(Array.isArray(inside) ? inside.flatMap(commandsIn) : [])];
}

export function plainHoldStatus(row: StoredHold, now: number): string {
  if (row.placedAt > now) return 'scheduled';
  if (row.endedAt !== null && row.endedAt <= now) return row.endedBy ?? 'never';
  return row.expiresAt !== null && row.expiresAt <= now ? 'expired' : 'active';
}

export function plainOfferStatus(row: StoredOffer, now: number): string {
  if (row.madeAt > now) return 'scheduled';
  return row.endAt === null || row.endAt > now ? 'pending' : (row.endBy ?? 'never');
}

/** Whether time alone ends it, before a moment. */
export function runsOutBefore(row: StoredHold | StoredOffer, before: number): boolean {
  if ('endBy' in row) return row.endBy === 'expired' && row.endAt !== null && row.endAt < before;
  return row.endedBy === null && row.expiresAt !== null && row.expiresAt < before;
}
