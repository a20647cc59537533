import { type Allocation, RefundLedger } from 'tallystick/memory';
import { count, pounds, printFigure, printHeading, printTable, printTime, sum } from './print-figures.ts';
import type { Invoice } from './read-invoices.ts';

const CUSTOMERS_SHOWN = 10;

type Why = 'never paid anything' | 'paid only later' | 'not enough left of what was paid';

interface Refund extends Invoice {
  readonly allocations: readonly Allocation[];
}

/** Payments and refunds through RefundLedger; returns the refunds that were accepted. */
export function tourRefunds(invoices: readonly Invoice[]): Invoice[] {
  printHeading(
    '1. RefundLedger: refunds that find their payments',
    'The refunds of this shop name no payment. Each draws on what its customer had paid by then, oldest payment',
    'first, and is refused as a whole when that does not cover it.',
  );
  const startedAt = performance.now();
  const ledger = new RefundLedger({ rules: ['OLDEST_FIRST'] });
  const accepted: Refund[] = [];
  const refused: Invoice[] = [];
  for (const invoice of invoices) {
    const { kind, id, customer, amount, timestamp } = invoice;
    if (kind === 'payment') {
      ledger.addPayment({ paymentId: id, userId: customer, amount, timestamp });
    } else {
      const allocations = ledger.addRefund({ refundId: id, userId: customer, amount, timestamp });
      if (allocations === null) refused.push(invoice);
      else accepted.push({ ...invoice, allocations });
    }
  }

  const payments = invoices.filter(({ kind }) => kind === 'payment');
  printFigure('payments taken', payments.length, sumOf(payments));
  printFigure('refunds asked for', accepted.length + refused.length, sumOf([...accepted, ...refused]));
  const draws = accepted.reduce((total, { allocations }) => total + allocations.length, 0);
  printFigure('  accepted', accepted.length, sumOf(accepted), `drawn on ${count(draws)} payments`);
  printFigure('  refused', refused.length, sumOf(refused));
  const whys = explainRefusals(refused, payments);
  for (const [why, refunds] of whys) printFigure(`    ${why}`, refunds.length, sumOf(refunds));
  const customers = [...new Set(invoices.map(({ customer }) => customer))];
  const remaining = sum(customers.map((customer) => ledger.getUserBalance(customer)));
  printFigure('remaining, over all customers', customers.length, remaining);
  printTime(invoices.length + customers.length, startedAt);

  printWidestRefund(accepted, ledger);
  printLargestCustomers(customers, payments, accepted, ledger);
  return accepted;
}

function sumOf(invoices: readonly Invoice[]): bigint {
  return sum(invoices.map(({ amount }) => amount));
}

/** Why each refund was refused, as one can tell from the payments of its customer. */
function explainRefusals(refused: readonly Invoice[], payments: readonly Invoice[]): Map<Why, Invoice[]> {
  const firstPaidAt = new Map<string, number>();
  for (const { customer, timestamp } of payments) {
    if (!firstPaidAt.has(customer)) firstPaidAt.set(customer, timestamp);
  }
  const whys = new Map<Why, Invoice[]>([
    ['never paid anything', []],
    ['paid only later', []],
    ['not enough left of what was paid', []],
  ]);
  for (const refund of refused) {
    const first = firstPaidAt.get(refund.customer);
    const late = first !== undefined && first > refund.timestamp;
    const why: Why =
      first === undefined
        ? 'never paid anything'
        : late
          ? 'paid only later'
          : 'not enough left of what was paid';
    whys.get(why)?.push(refund);
  }
  return whys;
}

function printWidestRefund(accepted: readonly Refund[], ledger: RefundLedger): void {
  const widest = accepted.toSorted((a, b) => b.allocations.length - a.allocations.length)[0];
  if (widest === undefined) return;
  const { id, amount, customer, allocations } = widest;
  console.log(`\n  The refund that drew on most payments: ${id}, ${pounds(amount)} to customer ${customer}.`);
  const rows = allocations.map(({ paymentId, amount }) => [
    paymentId,
    pounds(amount),
    pounds(ledger.remaining(paymentId) ?? 0n),
  ]);
  const shown = rows.length > 6 ? [...rows.slice(0, 4), ['...', '', ''], ...rows.slice(-1)] : rows;
  printTable([['payment', 'drawn', 'left of it in the end'], ...shown]);
}

function printLargestCustomers(
  customers: readonly string[],
  payments: readonly Invoice[],
  accepted: readonly Invoice[],
  ledger: RefundLedger,
): void {
  const largest = customers
    .map((customer) => ({ customer, remaining: ledger.getUserBalance(customer) }))
    .toSorted((a, b) => (a.remaining === b.remaining ? 0 : a.remaining > b.remaining ? -1 : 1))
    .slice(0, CUSTOMERS_SHOWN);
  const rows = largest.map(({ customer, remaining }) => {
    const paid = payments.filter((payment) => payment.customer === customer);
    const refunded = accepted.filter((refund) => refund.customer === customer);
    return [customer, count(paid.length), pounds(sumOf(paid)), pounds(sumOf(refunded)), pounds(remaining)];
  });
  console.log(`\n  The ${CUSTOMERS_SHOWN} customers with most remaining:`);
  printTable([['customer', 'payments', 'paid', 'refunded', 'remaining'], ...rows]);
}
