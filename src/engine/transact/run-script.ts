import { assert } from '../../base/assert.ts';
import type { Book } from '../../kernel/book.ts';
import type { Event } from '../../kernel/event.ts';
import type { Rejection } from '../../kernel/rejection.ts';
import { findingsOf } from '../commit/answer-of.ts';
import { dateRequest } from '../commit/date-request.ts';
import { balanceIn } from '../read/balance-in.ts';
import { jsonText } from '../text/json-text.ts';
import type { Reading, Script } from './script.ts';

/**
 * Takes the steps of an interactive transaction again, one by one, on a state: the events that are left in the
 * end, or undefined as soon as one step comes to something else than its author saw.
 */
export function runScript(book: Book, script: Script, at: number): Event[] | undefined {
  const layers: Event[][] = [[]];
  for (const step of script.steps) {
    switch (step.kind) {
      case 'begin':
        book.begin();
        layers.push([]);
        break;
      case 'commit':
      case 'rollback': {
        const inner = layers.pop();
        const outer = layers.at(-1);
        assert(inner !== undefined && outer !== undefined, 'layers end as often as they began');
        if (step.kind === 'commit') {
          book.commit();
          outer.push(...inner);
        } else {
          book.rollback();
        }
        break;
      }
      case 'read':
        if (seenOfReading(book, step.reading, at) !== step.seen) return undefined;
        break;
      case 'command': {
        const outcome = book.run(dateRequest(step.request, at));
        const seen = outcome.ok ? seenOfEvents(outcome.events) : seenOfRejection(outcome.rejection);
        if (seen !== step.seen) return undefined;
        if (outcome.ok) layers.at(-1)?.push(...outcome.events);
      }
    }
  }
  const [events] = layers;
  assert(layers.length === 1 && events !== undefined, 'every layer was ended');
  return events;
}

/** What the author of a transaction learns of an accepted command, as text. */
export function seenOfEvents(events: readonly Event[]): string {
  return jsonText({ ok: true, findings: events.map(findingsOf) });
}

export function seenOfRejection({ reason, subject, available }: Rejection): string {
  return jsonText({ ok: false, reason, subject, available });
}

export function seenOfReading(book: Book, { account, at, asset }: Reading, now: number): string {
  return jsonText(balanceIn(book.state, account, at ?? now, asset));
}
