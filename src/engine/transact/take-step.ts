import type { Event } from '../../kernel/apply-rows.ts';
import type { Book } from '../../kernel/book.ts';
import { needsOfCommand } from '../../kernel/decide-command.ts';
import type { Needs } from '../../kernel/needs.ts';
import type { Rejection } from '../../kernel/rejection.ts';
import { findingsOf } from '../commit/answer-of.ts';
import { checkEndsAfterStart, dateRequest } from '../commit/date-request.ts';
import { balanceIn } from '../read/balance-in.ts';
import { runWhole } from '../run-whole.ts';
import { jsonText } from '../text/json-text.ts';
import type { Reading, Step } from './script.ts';

/** What taking a step came to. */
export interface Taken {
  /** What its author sees of it, as text; undefined for the ends of layers. */
  readonly seen: string | undefined;
  readonly events: readonly Event[];
}

/** Takes one step of an interactive transaction on a state. */
export function takeStep(book: Book, step: Step, now: number): Taken {
  switch (step.kind) {
    case 'begin':
      book.begin();
      break;
    case 'commit':
      book.commit();
      break;
    case 'rollback':
      book.rollback();
      break;
    case 'read':
      return { seen: seenOfReading(book, step.reading, now), events: [] };
    case 'command': {
      const command = dateRequest(step.request, now);
      const outcome = runWhole(
        book,
        () => book.run(command, checkEndsAfterStart),
        ({ ok }) => ok,
      );
      if (outcome.ok)
        return { seen: seenOfEvents(outcome.events, step.request.kind), events: outcome.events };
      return { seen: seenOfRejection(outcome.rejection), events: [] };
    }
  }
  return { seen: undefined, events: [] };
}

/** Adds what taking a step looks at, and is not in memory. */
export function needsOfStep(needs: Needs, step: Step, now: number): void {
  if (step.kind === 'command') needsOfCommand(needs, step.request, now);
  else if (step.kind === 'read')
    needs.balance(step.reading.account, step.reading.at ?? now, step.reading.asset);
}

/** What the author of a transaction learns of an accepted command, as text. */
export function seenOfEvents(events: readonly Event[], kind: string): string {
  return jsonText({ ok: true, findings: events.map((event) => findingsOf(event, kind)) });
}

export function seenOfRejection({ reason, subject, available }: Rejection): string {
  return jsonText({ ok: false, reason, subject, available });
}

export function seenOfReading(book: Book, { account, at, asset }: Reading, now: number): string {
  return jsonText(balanceIn(book.state, account, at ?? now, asset));
}
