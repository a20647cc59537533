import type { VelocityLimit } from '../commands/velocity-limit.ts';
import { type AccountRow, type Beginning, type LifeSpan, livesAt } from '../kernel/account/account.ts';
import { afterAll, seqAt } from '../kernel/time/instant.ts';
import type { FoldedTimeline } from '../kernel/time/timeline-form.ts';
import type { StoredAccount } from '../store/stored-account.ts';
import { jsonText, reviveAmounts } from './text/json-text.ts';

/** Lives of accounts as rows of a store and back, and when one lives by what was known. */

function momentOrNull(at: number): number | null {
  return at === Number.NEGATIVE_INFINITY ? null : at;
}

export function storedAccount(row: AccountRow, folded: FoldedTimeline): StoredAccount {
  return {
    id: row.id,
    key: row.key,
    asset: row.asset,
    floor: row.floor,
    ceiling: row.ceiling,
    metadata: jsonText(row.metadata),
    openedAt: row.opened.at,
    openedOrder: row.opened.order,
    endedAt: row.ended?.at ?? null,
    endedOrder: row.ended?.order ?? null,
    endedInto: row.ended?.into ?? null,
    namedAt: momentOrNull(folded.lastNamedAt),
    frontier: momentOrNull(folded.frontier),
    inflow: folded.inflow,
    outflow: folded.outflow,
    available: folded.available,
    incoming: folded.incoming,
    sinceCheckpoint: folded.sinceCheckpoint,
    fixedAt: momentOrNull(folded.lastFixedAt),
    freedAt: momentOrNull(folded.lastFreedAt),
    expected: folded.expected,
    limits: row.limits === undefined ? null : jsonText(row.limits),
    frozen: row.frozen ?? null,
    scheduled: row.scheduled ?? null,
    creditsEndedAt: row.creditsEndedAt ?? null,
    beginnings:
      row.beginnings === undefined ? null : jsonText(row.beginnings.map(({ at, seq }) => [at, seq])),
    lastSeq: folded.lastSeq === 0 ? null : folded.lastSeq,
    purse: folded.purse,
    spendable: folded.spendable,
  };
}

export function accountOf(stored: StoredAccount): AccountRow {
  const { id, key, asset, floor, ceiling, frozen, scheduled, creditsEndedAt } = stored;
  return {
    key,
    id,
    asset,
    floor,
    ceiling,
    ...(stored.limits === null ? {} : { limits: limitsOf(stored.limits) }),
    metadata: JSON.parse(stored.metadata),
    ...(frozen === null ? {} : { frozen: frozen as NonNullable<AccountRow['frozen']> }), // storedAccount wrote it.
    ...(scheduled === null ? {} : { scheduled }),
    ...(creditsEndedAt === null ? {} : { creditsEndedAt }),
    ...lifeOf(stored),
    ...(stored.beginnings === null ? {} : { beginnings: beginningsOf(stored.beginnings) }),
  };
}

/** Velocity limits as storedAccount writes them. */
function limitsOf(text: string): readonly VelocityLimit[] {
  const limits: Record<string, unknown>[] = JSON.parse(text);
  for (const limit of limits) reviveAmounts(limit, ['amount']);
  return limits as unknown as readonly VelocityLimit[]; // As above.
}

function beginningsOf(text: string): Beginning[] {
  const pairs: [at: number, seq: number][] = JSON.parse(text);
  return pairs.map(([at, seq]) => ({ seq, at }));
}

/** When a life began, as known by an event; undefined: nothing was known of it. */
export function openedThen(
  { openedAt, openedOrder, beginnings }: StoredAccount,
  knownBy: number,
): number | undefined {
  if (seqAt({ order: openedOrder }) > knownBy) return undefined;
  if (beginnings === null) return openedAt;
  return beginningsOf(beginnings).findLast(({ seq }) => seq <= knownBy)?.at;
}

/** When an account's life begins and ends. */
function lifeOf({ openedAt, openedOrder, endedAt, endedOrder, endedInto }: StoredAccount): LifeSpan {
  const ended =
    endedAt === null || endedOrder === null ? null : { at: endedAt, order: endedOrder, into: endedInto };
  return { opened: { at: openedAt, order: openedOrder }, ended };
}

/**
 * Whether an account lives just after everything at a moment.
 *
 * @param knownBy the last event that is known of; default: all are
 */
export function livesThen(
  stored: StoredAccount,
  at: number,
  knownBy: number = Number.POSITIVE_INFINITY,
): boolean {
  const { opened, ended } = lifeOf(stored);
  const openedAt = openedThen(stored, knownBy);
  if (openedAt === undefined) return false;
  const isEndKnown = ended !== null && seqAt(ended) <= knownBy;
  return livesAt({ opened: { ...opened, at: openedAt }, ended: isEndKnown ? ended : null }, afterAll(at));
}

export function foldedOf(stored: StoredAccount): FoldedTimeline {
  return {
    frontier: stored.frontier ?? Number.NEGATIVE_INFINITY,
    lastNamedAt: stored.namedAt ?? Number.NEGATIVE_INFINITY,
    lastFixedAt: stored.fixedAt ?? Number.NEGATIVE_INFINITY,
    lastFreedAt: stored.freedAt ?? Number.NEGATIVE_INFINITY,
    inflow: stored.inflow,
    outflow: stored.outflow,
    available: stored.available,
    incoming: stored.incoming,
    expected: stored.expected,
    purse: stored.purse,
    spendable: stored.spendable,
    sinceCheckpoint: stored.sinceCheckpoint,
    lastSeq: stored.lastSeq ?? 0,
  };
}
