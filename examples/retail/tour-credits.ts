import { CreditBalance } from 'tallystick/memory';
import { count, pounds, printFigure, printHeading, printTable, printTime, sum } from './print-figures.ts';
import type { Invoice } from './read-invoices.ts';

const TILLS = ['desk', 'web'] as const;
type Till = (typeof TILLS)[number];

/** A credit lives while the till that gave it writes so many more invoices. */
const LIFE = 1_000;

interface Spending {
  readonly invoice: Invoice;
  readonly clock: Record<Till, number>;
  readonly allocations: readonly { readonly creditId: string; readonly amount: bigint }[];
}

/** The accepted refunds as store credits, and later payments that spend them. */
export function tourCredits(invoices: readonly Invoice[], refunds: readonly Invoice[]): void {
  printHeading(
    '4. CreditBalance: credits that expire without a common clock',
    `The accepted refunds again, now as store credits. Two tills, desk and web, write the invoices (even numbers and`,
    `odd ones) and share no clock, only counts. A credit lives until its till has written ${count(LIFE)} more. Every later`,
    'payment is met from credits first, as far as they go, soonest to expire first.',
  );
  const startedAt = performance.now();
  const credits = new CreditBalance();
  const isCredit = new Set(refunds.map(({ id }) => id));
  const clock: Record<Till, number> = { desk: 0, web: 0 };
  const spendings: Spending[] = [];
  let calls = 0;
  for (const invoice of invoices) {
    const { id, customer, amount } = invoice;
    const till = Number(id.at(-1)) % 2 === 0 ? 'desk' : 'web';
    clock[till]++;
    calls++;
    if (isCredit.has(id)) {
      credits.add(customer, id, amount, { [till]: clock[till] + LIFE });
    } else if (invoice.kind === 'payment') {
      const available = credits.balance(customer, clock);
      if (available === 0n) continue;
      const spent = available < amount ? available : amount;
      const used = credits.use(customer, spent, clock, { requestId: id });
      calls++;
      if (!used.ok) throw new Error(`what was available could not be spent: ${used.reason}`);
      spendings.push({ invoice, clock: { ...clock }, allocations: used.allocations });
    }
  }
  const spent = sum(spendings.flatMap(({ allocations }) => allocations.map(({ amount }) => amount)));
  const given = sum(refunds.map(({ amount }) => amount));
  const customers = [...new Set(refunds.map(({ customer }) => customer))];
  const live = sum(customers.map((customer) => credits.balance(customer, clock)));
  printFigure('credits given', refunds.length, given);
  printFigure('payments that spent some', spendings.length, spent);
  printFigure('still live in the end', null, live, `at desk ${count(clock.desk)}, web ${count(clock.web)}`);
  printFigure('expired unspent', null, given - spent - live);
  printTime(calls + customers.length, startedAt);
  printWidestSpending(credits, spendings);
}

function printWidestSpending(credits: CreditBalance, spendings: readonly Spending[]): void {
  const widest = spendings.toSorted((a, b) => b.allocations.length - a.allocations.length)[0];
  if (widest === undefined) return;
  const { invoice, clock, allocations } = widest;
  const { id, customer } = invoice;
  const amount = sum(allocations.map((allocation) => allocation.amount));
  console.log(`\n  The payment that spent most credits: ${id} of customer ${customer}, ${pounds(amount)}.`);
  printTable([['credit', 'spent'], ...allocations.map((each) => [each.creditId, pounds(each.amount)])]);
  const before = credits.balance(customer, clock);
  const again = credits.use(customer, amount, clock, { requestId: id });
  const same = again.ok && JSON.stringify(again.allocations, asText) === JSON.stringify(allocations, asText);
  const unchanged = credits.balance(customer, clock) === before;
  console.log(
    `  Asked once more under the same request id: ${same ? 'the same answer' : 'another answer'}, ` +
      `and ${unchanged ? 'nothing is spent twice' : 'it was spent twice'}.`,
  );
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
