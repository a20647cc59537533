import type { CommandRequest } from '../../commands/command-table.ts';
import type { Erase, OwnCommand } from '../../commands/own-command.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { AnyAnswer } from '../answer.ts';
import type { Apart } from '../text/private-data.ts';
import type { Script } from '../transact/script.ts';
import type { Call } from './call.ts';

/** One thing to be committed on a book, and whoever waits for the answer. */
export interface Job {
  readonly id: string;
  /** True when the id was made by the house, so that nobody can have used it before. */
  readonly isIdNew: boolean;
  readonly kind: string;
  /** Who it is done by; null: nobody was named. No part of what a repeat is compared with. */
  readonly actor: string | null;
  /** What it is found under when it was accepted (text/labels.ts). */
  readonly labels: readonly string[];
  /** The request's one text; what a repeat under the same id is compared with. */
  readonly text: string;
  /** What is kept apart from its row; the text has hashes of it. Absent: nothing. */
  readonly apart?: Apart | undefined;
  /** What it costs (commit/job-weight.ts). */
  readonly weight: number;
  /** What is asked for; or, for an interactive transaction, the steps that its author took and saw. */
  readonly work:
    | { readonly kind: 'request'; readonly request: CommandRequest }
    | { readonly kind: 'announcement'; readonly request: OwnCommand }
    | { readonly kind: 'erasure'; readonly request: Erase; readonly rows: readonly StoredPrivate[] }
    | { readonly kind: 'script'; readonly script: Script };
  /** The call that it is a part of. Absent: nobody may have used its id, and it is alone. */
  readonly call?: Call | undefined;
  /** True of the empty group by which a book goes on from the present, after it has given a moment far ahead of it. */
  readonly acceptsClock?: true;
  settle(answer: AnyAnswer): void;
  fail(error: unknown): void;
}
