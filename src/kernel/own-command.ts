import type { Dated } from './dated.ts';

/** Says that a hold or an offer ran out, for those who listen. It comes from the engine, never from a caller. */
export interface AnnounceExpiry extends Dated {
  readonly kind: 'announce_expiry';
  /** Which of the two it was. */
  readonly what: 'hold' | 'offer';
  /** The hold's or the offer's id. */
  readonly subject: string;
  /** The key of the hold: an id may have had several. 0 for an offer. */
  readonly key: number;
}

/** Says whom a hold is to pay that was placed before anybody looked. It comes from the engine, never from a caller. */
export interface ExpectHold extends Dated {
  readonly kind: 'expect_hold';
  readonly what: 'hold';
  /** The hold's id. */
  readonly subject: string;
  /** Its key: an id may have had several. */
  readonly key: number;
}

/** What comes from the engine alone. */
export type OwnCommand = AnnounceExpiry | ExpectHold;
