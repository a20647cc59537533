import { holdDue, offerDue } from '../kernel/expiry/announce-expiry.ts';
import type { CapturePlace, HoldEnding, HoldRow, HoldTarget, HoldTerms } from '../kernel/hold/hold.ts';
import type { OfferEnding, OfferRow } from '../kernel/offer/offer.ts';
import type { StoredHold, StoredOffer } from '../store/row-kinds.ts';
import { jsonText } from './text/json-text.ts';

/** Rows of the kernel as rows of a store and back, one pair a kind. */

export function storedHold(row: HoldRow): StoredHold {
  return {
    id: row.id,
    key: row.key,
    account: row.account,
    target: row.to,
    amount: row.amount,
    placedAt: row.placed.at,
    placedOrder: row.placed.order,
    expiresAt: row.expiresAt,
    captured: row.captured,
    touchedAt: row.touched.at,
    touchedOrder: row.touched.order,
    endedAt: row.ended?.at ?? null,
    endedOrder: row.ended?.order ?? null,
    endedBy: row.ended?.by ?? null,
    due: holdDue(row),
    isAnnounced: row.isAnnounced,
    captures: row.captures && jsonText(row.captures.map(plainCapture)),
    targetKey: row.target?.named ?? null,
    lastTarget: row.target?.last ?? null,
    metAt: row.target?.met?.at ?? null,
    metOrder: row.target?.met?.order ?? null,
    terms: row.terms === undefined ? null : jsonText(row.terms.map(plainTerms)),
  };
}

type PlainCapture = [at: number, order: number, ...ways: ('final' | 'over')[]];

function plainCapture({ at, order, isFinal, isOver }: CapturePlace): PlainCapture {
  return [at, order, ...(isFinal ? (['final'] as const) : []), ...(isOver ? (['over'] as const) : [])];
}

/** `false` stands for what was not set: null means never. */
type PlainTerms = [at: number, order: number, amount: string | false, expiresAt: number | null | false];

function plainTerms({ at, order, amount, expiresAt }: HoldTerms): PlainTerms {
  return [at, order, amount?.toString() ?? false, expiresAt === undefined ? false : expiresAt];
}

export function holdOf(stored: StoredHold): HoldRow {
  const { endedAt, endedOrder, endedBy } = stored;
  return {
    key: stored.key,
    id: stored.id,
    account: stored.account,
    to: stored.target,
    target: targetOf(stored),
    amount: stored.amount,
    placed: { at: stored.placedAt, order: stored.placedOrder },
    expiresAt: stored.expiresAt,
    captured: stored.captured,
    touched: { at: stored.touchedAt, order: stored.touchedOrder },
    ended:
      endedAt === null || endedOrder === null
        ? null
        : { at: endedAt, order: endedOrder, by: endedBy as HoldEnding }, // storedHold wrote it.
    isAnnounced: stored.isAnnounced,
    captures: stored.captures === null ? null : capturesOf(stored.captures),
    ...(stored.terms === null ? {} : { terms: holdTermsOf(stored.terms) }),
  };
}

/** Places as storedHold writes them. */
function capturesOf(text: string): CapturePlace[] {
  const places: PlainCapture[] = JSON.parse(text);
  return places.map(([at, order, ...ways]) => {
    const isOver = ways.includes('over');
    return { at, order, isFinal: ways.includes('final'), ...(isOver ? { isOver } : {}) };
  });
}

/** Terms as storedHold writes them. */
function holdTermsOf(text: string): HoldTerms[] {
  const terms: PlainTerms[] = JSON.parse(text);
  return terms.map(([at, order, amount, expiresAt]) => ({
    at,
    order,
    ...(amount === false ? {} : { amount: BigInt(amount) }),
    ...(expiresAt === false ? {} : { expiresAt }),
  }));
}

function targetOf({ targetKey, lastTarget, metAt, metOrder }: StoredHold): HoldTarget | null {
  if (targetKey === null || lastTarget === null) return null;
  const met = metAt === null || metOrder === null ? null : { at: metAt, order: metOrder };
  return { named: targetKey, last: lastTarget, met };
}

export function storedOffer(row: OfferRow): StoredOffer {
  return {
    id: row.id,
    source: row.source,
    target: row.target,
    lastTarget: row.lastTarget,
    amount: row.amount,
    madeAt: row.made.at,
    madeOrder: row.made.order,
    expiresAt: row.expiresAt,
    endAt: row.end?.at ?? null,
    endOrder: row.end?.order ?? null,
    endBy: row.end?.by ?? null,
    due: offerDue(row),
    isAnnounced: row.isAnnounced,
  };
}

export function offerOf(stored: StoredOffer): OfferRow {
  const { endAt, endOrder, endBy } = stored;
  return {
    id: stored.id,
    source: stored.source,
    target: stored.target,
    lastTarget: stored.lastTarget,
    amount: stored.amount,
    made: { at: stored.madeAt, order: stored.madeOrder },
    expiresAt: stored.expiresAt,
    end:
      endAt === null || endOrder === null ? null : { at: endAt, order: endOrder, by: endBy as OfferEnding }, // storedOffer wrote it.
    isAnnounced: stored.isAnnounced,
  };
}
