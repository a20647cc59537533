import { CHECKPOINT_ENTRIES } from '../../base/limits.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import { moveOf } from '../../kernel/time/delta.ts';
import type { StoredLabel } from '../../store/label-rows.ts';
import type { StoredPrivate, StoredPrivateAccount } from '../../store/private-rows.ts';
import type { StoredCommand } from '../../store/row-kinds.ts';
import type { CheckpointRow, JournalRow } from '../../store/store.ts';
import type { BookCache } from '../cache/book-cache.ts';
import { takeId } from '../cache/load-needs.ts';
import { accountsOfSecrets } from '../text/private-data.ts';

/** Rows that are written together. */
export interface GatheredRows {
  /** The number up to which they are whole. */
  readonly seq: number;
  readonly journal: JournalRow[];
  readonly commands: readonly StoredCommand[];
  readonly events: readonly Event[];
  readonly labels: readonly StoredLabel[];
  readonly privates: readonly StoredPrivate[];
  readonly privateAccounts: readonly StoredPrivateAccount[];
  readonly checkpoints: readonly CheckpointRow[];
}

/** A journal row that is on the cached state already, and what it consists of. */
export interface AppliedRow {
  readonly row: JournalRow;
  /** None when it was refused. */
  readonly events: readonly Event[];
  readonly labels: readonly string[];
  /** Its request, and the places in it that have something private. */
  readonly secrets: { readonly root: object; readonly places: readonly number[] } | undefined;
}

/**
 * Gathers what is to be written of rows of the journal besides the state that they changed, row by row: alike for whoever decides
 * them and whoever replays them.
 */
export class RowGatherer {
  readonly #cache: BookCache;
  readonly #journal: JournalRow[] = [];
  readonly #events: Event[] = [];
  readonly #commands: StoredCommand[] = [];
  readonly #labels: StoredLabel[] = [];
  readonly #privateAccounts: StoredPrivateAccount[] = [];
  readonly #checkpoints: CheckpointRow[] = [];
  /** What is kept apart from rows, and follows from none: to be added by whoever has it. */
  readonly privates: StoredPrivate[] = [];

  constructor(cache: BookCache) {
    this.#cache = cache;
  }

  /** Takes in the next row. With `takesId`, rows behind it may name what came of it by its id. */
  add({ row, events, labels, secrets }: AppliedRow, { takesId }: { readonly takesId: boolean }): void {
    this.#journal.push(row);
    this.#takeIds(row, events, takesId);
    for (const label of row.isAccepted ? labels : []) this.#labels.push({ label, seq: row.seq });
    if (secrets !== undefined)
      this.#privateAccounts.push(...accountsOfSecrets(secrets.root, secrets.places, events, row));
    for (const event of events) {
      this.#events.push(event);
      this.#takeCheckpoints(event);
    }
  }

  /**
   * Hands over what never changes again and was not handed over before: the rows up to the one before the last, which
   * will get the link, with their commands and events; at the end, all of them.
   */
  take(isEnd: boolean): GatheredRows {
    const journal = this.#journal.splice(0, this.#journal.length - (isEnd ? 0 : 1));
    const seq = isEnd ? this.#cache.state.seq : (journal.at(-1)?.seq ?? 0);
    return {
      seq,
      journal,
      commands: takeUpTo(seq, this.#commands),
      events: takeUpTo(seq, this.#events),
      labels: takeUpTo(seq, this.#labels),
      privates: this.privates.splice(0),
      privateAccounts: this.#privateAccounts.splice(0),
      checkpoints: isEnd ? this.#checkpoints : [],
    };
  }

  /** The row's id, and those of commands inside it, are taken from now on. */
  #takeIds({ id, seq, kind, retryOf }: JournalRow, events: readonly Event[], takesId: boolean): void {
    const { commands, state } = this.#cache;
    const single = kind === 'atomic' ? undefined : events[0];
    const command = { id, seq, event: single?.seq ?? null, isReversed: false };
    // One row for each id: what is tried again takes the place of what was refused.
    const refused = retryOf === null ? -1 : this.#commands.findLastIndex((one) => one.seq === retryOf);
    if (refused !== -1) this.#commands.splice(refused, 1);
    this.#commands.push(command);
    if (takesId) {
      commands.set(id, command);
      takeId(state, id, single);
    }
    if (kind !== 'atomic') return;
    for (const { id: own, seq: event } of events) {
      if (own === undefined) continue;
      const inside = { id: own, seq, event, isReversed: false };
      this.#commands.push(inside);
      // Applying it kept it as a transaction.
      commands.set(own, inside);
    }
  }

  #takeCheckpoints({ moves }: Event): void {
    const { accounts, seq } = this.#cache.state;
    for (const { account } of moves) {
      const { timeline } = accounts.byKey(account);
      if (timeline.checkpoints.since < CHECKPOINT_ENTRIES) continue;
      const { folded } = timeline;
      // Everything up to the frontier stands before this place, and whatever comes later there behind it.
      const place = { at: folded.frontier, order: 2 * seq + 1 };
      this.#checkpoints.push({ ...moveOf(account, place, folded), seq });
      timeline.checkpoints.taken(place);
    }
  }
}

/** Takes out the rows, which are in order, up to a number. */
function takeUpTo<Row extends { readonly seq: number }>(seq: number, rows: Row[]): Row[] {
  let end = rows.length;
  while (end > 0 && (rows[end - 1]?.seq ?? 0) > seq) end -= 1;
  return rows.splice(0, end);
}
