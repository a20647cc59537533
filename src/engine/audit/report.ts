import { optionalFunction, optionalSignal } from '../../base/checked-options.ts';
import type { BookEnd } from '../../store/store.ts';
/** How far an audit is. */
export interface Progress {
  /** What is being done, for people. */
  readonly step: string;
  /** How much of the step is done. */
  readonly done: number;
  /** What `done` will be at the end of the step, as far as is known. */
  readonly total: number;
}

/** How an audit is watched and stopped. */
export interface AuditOptions {
  /** Called now and then with the progress. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Stops the audit: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How thoroughly a house is verified, and how that is watched and stopped. */
export interface VerifyOptions extends AuditOptions {
  /**
   * True: every command is decided again by the rules, in the order of the journal, and must come to the very answer
   * that is recorded. It costs some times as much. What other versions of the rules decided is taken as it stands, and counted
   * as such. Default: false, all that was recorded is taken as decided.
   */
  readonly decideAgain?: boolean | undefined;
}

/** Checks what both audits take, in the call. */
export function readAuditOptions({ onProgress, signal }: AuditOptions): AuditOptions {
  return {
    onProgress: optionalFunction('onProgress', onProgress),
    signal: optionalSignal('signal', signal),
  };
}

/** Something that is not as it must be. */
export interface Problem {
  /** The book; null for what belongs to none. */
  readonly book: string | null;
  /** Where it is: `journal row 17`, `account 1/alice`, `entry of 1/alice at 5, order 12, event 6`. */
  readonly where: string;
  /** What is wrong, for people; amounts in it are minor units, as the rows hold them. */
  readonly what: string;
}

/** What an audit found. */
export interface Report {
  /** True when there is no problem. */
  readonly ok: boolean;
  /** Each book that was looked at, with its head at that moment: keep it elsewhere, to compare it later. */
  readonly books: readonly BookEnd[];
  /** How many of what was looked at. */
  readonly checked: Readonly<Record<string, number>>;
  /** The first PROBLEMS_MAX problems. */
  readonly problems: readonly Problem[];
  /** How many there are in all. */
  readonly problemCount: number;
}
