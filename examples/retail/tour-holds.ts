import { Ledger } from 'tallystick/memory';
import {
  DAY_MS,
  day,
  pounds,
  printFigure,
  printHeading,
  printTable,
  printTime,
  sum,
} from './print-figures.ts';
import type { Invoice } from './read-invoices.ts';

const HOLD_MS = 7 * DAY_MS;

/** The returns desk: refunds as holds that are captured or expire; then layers that are kept or rolled back. */
export function tourHolds(invoices: readonly Invoice[]): void {
  printHeading(
    '2. Ledger: holds that expire by themselves, and work that can be undone',
    'Here a refund is first put on hold for a week, until the goods come back. Every second parcel comes at once',
    'and its hold is captured; the others never come, and their holds are gone a week later: nobody sweeps them.',
  );
  const startedAt = performance.now();
  const ledger = new Ledger();
  const desk = runReturnsDesk(ledger, invoices);
  const customers = [...new Set(invoices.map(({ customer }) => customer))];
  const endsAt = invoices.at(-1)?.timestamp ?? 0;
  const posted = sum(customers.map((customer) => ledger.postedBalance(customer, endsAt)));
  const available = sum(customers.map((customer) => ledger.availableBalance(customer, endsAt)));
  printFigure('holds placed', desk.captured.length + desk.left.length);
  printFigure('  captured', desk.captured.length, sum(desk.captured.map(({ amount }) => amount)));
  printFigure('  left to expire', desk.left.length, sum(desk.left.map(({ amount }) => amount)));
  printFigure('holds refused, for want of money', desk.refused);
  printFigure('posted, over all customers', null, posted);
  printFigure('available on the last day', null, available, 'the holds of the last week are still out');

  const lastLeft = desk.left.at(-1);
  if (lastLeft !== undefined) printExpiry(ledger, lastLeft);

  const later = endsAt + HOLD_MS;
  const availableLater = sum(customers.map((customer) => ledger.availableBalance(customer, later)));
  printFigure('available a week later', null, availableLater, 'all of them are gone');
  printTime(invoices.length + desk.captured.length + 3 * customers.length, startedAt);
  printLayers(ledger, customers, later);
}

/** Payments as deposits, refunds as holds, of which every second one is captured. */
function runReturnsDesk(ledger: Ledger, invoices: readonly Invoice[]) {
  const captured: Invoice[] = [];
  const left: Invoice[] = [];
  let refused = 0;
  for (const invoice of invoices) {
    const { kind, id, customer, amount, timestamp } = invoice;
    if (kind === 'payment') {
      ledger.deposit(customer, amount);
    } else if (!ledger.placeHold(customer, amount, id, timestamp, HOLD_MS)) {
      refused++;
    } else if (captured.length <= left.length) {
      ledger.captureHold(customer, id);
      captured.push(invoice);
    } else {
      left.push(invoice);
    }
  }
  return { captured, left, refused };
}

/** The moments around the end of one hold. */
function printExpiry(ledger: Ledger, { id, customer, amount, timestamp }: Invoice): void {
  const expiresAt = timestamp + HOLD_MS;
  console.log(
    `\n  The last one left: ${id}, ${pounds(amount)} of customer ${customer}, until ${day(expiresAt)}.`,
  );
  const moments = [
    ['a millisecond before', expiresAt - 1],
    ['at that very moment', expiresAt],
  ] as const;
  const rows = moments.map(([moment, at]) => [
    moment,
    pounds(ledger.postedBalance(customer, at)),
    pounds(ledger.availableBalance(customer, at)),
  ]);
  printTable([['', 'posted', 'available'], ...rows]);
  const tooLate = ledger.captureHold(customer, id);
  console.log(`  To capture it now is ${tooLate ? 'still possible' : 'too late'}.\n`);
}

/** A sale that is tried out, twice: one layer inside the other, the outer kept and the inner rolled back. */
function printLayers(ledger: Ledger, customers: readonly string[], at: number): void {
  const total = (): bigint => sum(customers.map((customer) => ledger.availableBalance(customer, at)));
  const rows: string[][] = [['what is done', 'available, all customers']];
  const note = (what: string): void => void rows.push([what, pounds(total())]);
  console.log('\n  What if the shop gave a pound to everyone, and then took half of every balance?');
  note('before');
  ledger.begin();
  for (const customer of customers) ledger.deposit(customer, 100);
  note('begin, and a pound to everyone');
  ledger.begin();
  for (const customer of customers) {
    const half = ledger.availableBalance(customer, at) / 2n;
    if (half > 0n) ledger.withdraw(customer, half);
  }
  note('begin once more, and half is taken');
  ledger.rollback();
  note('rollback of the inner layer');
  ledger.commit();
  note('commit of the outer one');
  printTable(rows);
}
