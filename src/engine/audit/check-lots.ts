import { messageOf } from '../../base/error.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { StoredRows } from '../../store/row-kinds.ts';
import type { JournalRow } from '../../store/store.ts';
import { refundOf } from '../stored-lot-rows.ts';
import { readEvents } from '../text/event-text.ts';
import { type AuditedBook, breakIn, journalCursor, kindCursor } from './audited-book.ts';
import { nameOfRow } from './compare-rows.ts';
import { type AddTo, ZeroSums } from './zero-sums.ts';

/** Kinds of commands whose events may draw on lots or make them. */
const LOT_KINDS: ReadonlySet<string> = new Set([
  'pay',
  'capture',
  'refund',
  'grant',
  'spend',
  'expire_credits',
  'void_credit',
  'start_purses',
  'end_credit',
  'atomic',
]);

/**
 * What was taken of each payment and credit is what refunds, spends and expiries drew on it that were not reversed,
 * or all of it when its own transaction was; and each refund's row says what it drew. Draws are only in the journal.
 */
export async function checkLots(place: AuditedBook): Promise<void> {
  const sums = new ZeroSums();
  await addLots(place, sums.add, true);
  await sums.findWrong(
    (add) => addLots(place, add, false),
    (group, sum) => {
      const what =
        sum > 0n
          ? `${sum} was taken of it more than was drawn`
          : `${-sum} was drawn on it more than was taken`;
      place.findings.add(group, what);
    },
  );
}

/** Adds what was taken of each lot, and takes off what was drawn on it. What else is wrong is reported in the first pass. */
async function addLots(place: AuditedBook, add: AddTo, isFirst: boolean): Promise<void> {
  const { findings } = place;
  const report = (where: string, what: string): void => {
    if (isFirst) findings.add(where, what);
  };
  const addLot = (name: string, { amount, remaining }: { amount: bigint; remaining: bigint }): void => {
    if (remaining < 0n || remaining > amount) report(name, `${remaining} is left of ${amount}`);
    add(name, amount - remaining);
  };
  await forEachRow(place, 'payment', isFirst, (row) => addLot(paymentName(row.id), row));
  await forEachRow(place, 'credit', isFirst, (row) => addLot(creditName(row.key), row));
  await forEachRow(place, 'refund', isFirst, (row) => {
    try {
      for (const { lot, amount } of refundOf(row).draws) add(refundName(row.id, lot), amount);
    } catch (error) {
      report(nameOfRow('refund', row), `its draws cannot be read: ${messageOf(error)}`);
    }
  });
  const { pace, head } = place;
  pace.begin(`${head.book}: draws`, head.seq);
  for await (const page of journalCursor(place, isFirst).pages()) {
    const rows = page.filter(({ kind, isAccepted }) => isAccepted && LOT_KINDS.has(kind));
    const read = rows.map((row) => ({ row, events: lotEventsOf(row, report) }));
    await addDraws(place, read, add);
    await pace.advance(page.length);
  }
}

async function forEachRow<K extends 'payment' | 'credit' | 'refund'>(
  place: AuditedBook,
  kind: K,
  isFirst: boolean,
  visit: (row: StoredRows[K]) => void,
): Promise<void> {
  const { view, head, findings, pace } = place;
  pace.begin(`${head.book}: ${kind}s`, 0);
  const onBreak = breakIn<StoredRows[K]>(place, `${kind}s`, (row) => nameOfRow(kind, row));
  const cursor = kindCursor(view, head.book, kind, { onBreak: isFirst ? onBreak : () => undefined });
  for await (const page of cursor.pages()) {
    if (isFirst) findings.count(`${kind}s`, page.length);
    for (const row of page) visit(row);
    await pace.advance(page.length);
  }
}

function lotEventsOf(row: JournalRow, report: (where: string, what: string) => void): Event[] {
  try {
    return readEvents(row.answer);
  } catch (error) {
    report(`journal row ${row.seq}`, `its answer cannot be read: ${messageOf(error)}`);
    return [];
  }
}

interface LotRow {
  readonly row: JournalRow;
  readonly events: readonly Event[];
}

async function addDraws({ view, head }: AuditedBook, read: readonly LotRow[], add: AddTo): Promise<void> {
  const ids = read.flatMap(({ row, events }) => events.flatMap((event) => idOf(row, event) ?? []));
  const commands = ids.length === 0 ? [] : await view.find(head.book, 'command', 'id', ids);
  const reversed = new Set(commands.filter(({ isReversed }) => isReversed).map(({ id }) => id));
  for (const { row, events } of read) {
    for (const event of events) {
      const id = idOf(row, event);
      addEvent(event, id !== undefined && reversed.has(id), add);
    }
  }
}

/** The id under which an event's command can be reversed. */
function idOf(row: JournalRow, event: Event): string | undefined {
  return row.kind === 'atomic' ? event.id : row.id;
}

function addEvent(event: Event, isReversed: boolean, add: AddTo): void {
  switch (event.kind) {
    case 'payment_made':
      if (isReversed) add(paymentName(event.row.id), -event.row.amount);
      break;
    case 'hold_captured':
      if (isReversed && event.payment !== undefined)
        add(paymentName(event.payment.id), -event.payment.amount);
      break;
    case 'credit_granted':
      if (isReversed) add(creditName(event.row.key), -event.row.amount);
      break;
    case 'payment_refunded':
      for (const { lot, amount } of event.draws) {
        add(refundName(event.refund, lot), -amount);
        if (!isReversed) add(paymentName(lot), -amount);
      }
      break;
    case 'credits_spent':
    case 'credits_expired':
    case 'credit_voided':
    case 'purses_started':
      if (isReversed) break;
      for (const { lot, amount } of event.draws) add(creditName(lot), -amount);
  }
}

function paymentName(id: string): string {
  return `payment ${id}`;
}

function creditName(key: string): string {
  return `credit of key ${key}`;
}

function refundName(id: string, lot: string): string {
  return `refund ${id}, its draw on payment ${lot}`;
}
