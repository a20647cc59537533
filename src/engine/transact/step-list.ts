import type { SingleRequest } from '../../commands/command-table.ts';
import type { About } from '../../commands/entry.ts';
import type { Reason } from '../../commands/reasons.ts';
import type { Book } from '../../kernel/book.ts';
import { needsOfCommand } from '../../kernel/decide-command.ts';
import type { Refused } from '../answer.ts';
import { findingsOf, refusalOf } from '../commit/answer-of.ts';
import { checkEndsAfterStart, dateRequest } from '../commit/date-request.ts';
import { type Balance, balanceIn } from '../read/balance-in.ts';
import { runWhole } from '../run-whole.ts';
import { type Ground, Overlay } from './overlay.ts';
import type { Reading, Script, Step } from './script.ts';
import { seenOfEvents, seenOfReading, seenOfRejection } from './take-step.ts';

/** An acceptance inside a transaction: it is provisional, so it has no number and no moment of recording yet. */
export interface Provisional {
  readonly ok: true;
}

/** A refusal inside a transaction. */
export type RefusedStep = Omit<Refused<Reason>, 'id' | 'seq' | 'effectiveAt' | 'recordedAt'>;

/** The steps of one transaction, tried on its overlay one after the other, in order of calling. */
export class StepList {
  readonly #steps: Step[] = [];
  readonly #layers: SingleRequest[][] = [[]];
  readonly #overlay: Overlay;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(ground: Ground) {
    this.#overlay = new Overlay(ground, this.#steps);
  }

  /** Whether something that was seen is known to have changed. */
  get isStale(): boolean {
    return this.#overlay.isStale;
  }

  /** How many layers are open. */
  get depth(): number {
    return this.#layers.length - 1;
  }

  /** Acts when everything that was called before is done. */
  inTurn<T>(act: () => T | Promise<T>): Promise<T> {
    const turn = this.#tail.then(act);
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  run(request: SingleRequest): Promise<Provisional | RefusedStep> {
    return this.#overlay.act(
      (book, now) => {
        const command = dateRequest(request, now);
        const outcome = runWhole(
          book,
          () => book.run(command, checkEndsAfterStart),
          ({ ok }) => ok,
        );
        if (outcome.ok) {
          this.#steps.push({ kind: 'command', request, seen: seenOfEvents(outcome.events, request.kind) });
          this.#layers.at(-1)?.push(request);
          const [event] = outcome.events;
          return { ok: true, ...(event === undefined ? {} : findingsOf(event, request.kind)) };
        }
        const { rejection } = outcome;
        this.#steps.push({ kind: 'command', request, seen: seenOfRejection(rejection) });
        const { kind: _kind, ...refusal } = rejection;
        return refusalOf(refusal);
      },
      (needs, now) => needsOfCommand(needs, request, now),
    );
  }

  /** Reads balances, all of them on one state. */
  read(readings: readonly Reading[]): Promise<(Balance | null)[]> {
    const act = (book: Book, now: number): (Balance | null)[] => {
      const found = readings.map(({ account, at = now, asset }) => balanceIn(book.state, account, at, asset));
      for (const reading of readings) {
        this.#steps.push({ kind: 'read', reading, seen: seenOfReading(book, reading, now) });
      }
      return found;
    };
    return this.#overlay.act(act, (needs, now) => {
      for (const { account, at = now, asset } of readings) needs.balance(account, at, asset);
    });
  }

  /** Opens a layer. */
  begin(): Promise<void> {
    return this.#overlay.act((book) => {
      book.begin();
      this.#steps.push({ kind: 'begin' });
      this.#layers.push([]);
    });
  }

  /** Ends the latest layer. */
  end(kind: 'commit' | 'rollback'): Promise<Provisional> {
    return this.#overlay.act((book) => {
      if (kind === 'commit') book.commit();
      else book.rollback();
      this.#steps.push({ kind });
      const inner = this.#layers.pop() ?? [];
      if (kind === 'commit') this.#layers.at(-1)?.push(...inner);
      return { ok: true };
    });
  }

  script(about: About, returned: Script['returned']): Script {
    return { steps: this.#steps, kept: this.#layers[0] ?? [], about, returned };
  }
}
