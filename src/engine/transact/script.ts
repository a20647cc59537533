import type { CommandRequest, SingleRequest } from '../../commands/command-table.ts';
import type { About } from '../../commands/entry.ts';
import type { Returned } from '../text/event-text.ts';

/** The id of a group or a transaction, if it was given one, and what it says about itself. */
export interface TransactionName {
  readonly id: string | undefined;
  readonly about: About;
}

/** A question to the state, asked again at the commit: the answer as text, to be compared. */
export interface Reading {
  readonly account: string;
  readonly at: number | undefined;
  readonly asset: string | undefined;
}

/** One step of an interactive transaction, with what its author saw. */
export type Step =
  | { readonly kind: 'command'; readonly request: SingleRequest; readonly seen: string }
  | { readonly kind: 'read'; readonly reading: Reading; readonly seen: string }
  | { readonly kind: 'begin' | 'commit' | 'rollback' };

/** An interactive transaction as it is submitted. */
export interface Script {
  readonly steps: readonly Step[];
  /** The commands that were accepted and not rolled back: what the journal holds as the request. */
  readonly kept: readonly CommandRequest[];
  /** What it says about itself. */
  readonly about: About;
  /** What its work returned, and that as text; undefined for a transaction that its author commits. */
  readonly returned: (Returned & { readonly value: unknown }) | undefined;
}
