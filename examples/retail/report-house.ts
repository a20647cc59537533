import type { House, OpenBook, Report } from 'tallystick';
import { count, DAY_MS, day, pounds, printFigure, printHeading, printTable, sum } from './print-figures.ts';
import type { Outcome } from './report-outcomes.ts';

/** The trial balance at the end of each day: what customers paid net, against what came from the world. */
export async function reportDates(book: OpenBook, days: readonly string[]): Promise<void> {
  printHeading(
    'The trial balance at three dates',
    'Balances are sums over time, so any past date can be asked for. Debits and credits are equal at each.',
  );
  const rows = [];
  for (const date of days) {
    const { lines, totals } = await book.trialBalance({ at: Date.parse(date) + DAY_MS - 1 });
    const customers = lines.filter(({ account }) => account !== 'world');
    const world = lines.find(({ account }) => account === 'world');
    const [total] = totals;
    rows.push([
      date,
      count(customers.filter(({ posted }) => posted > 0n).length),
      pounds(sum(customers.map(({ posted }) => posted))),
      pounds(world?.posted ?? 0n),
      pounds(total?.debit ?? 0n),
      pounds(total?.credit ?? 0n),
    ]);
  }
  printTable([['end of', 'customers above zero', 'customers', 'world', 'debit', 'credit'], ...rows]);
}

/** The statement of the customer with the widest refund. */
export async function reportStatement(book: OpenBook, outcomes: readonly Outcome[]): Promise<void> {
  const widest = outcomes
    .map(({ invoice, answer }) => ({ invoice, drawn: answer.ok ? (answer.allocations?.length ?? 0) : 0 }))
    .reduce((a, b) => (b.drawn > a.drawn ? b : a));
  const { customer } = widest.invoice;
  const statement = await book.statement(customer, { limit: 1_000 });
  if (statement === null) throw new Error('the customer has an account');
  printHeading(
    `The statement of customer ${customer}`,
    `Refund ${widest.invoice.id} drew on ${widest.drawn} payments.`,
  );
  const { lines } = statement;
  const rows = lines.map(({ at, id, posted, balance }) => [
    day(at),
    id,
    pounds(posted),
    pounds(balance.posted),
  ]);
  const shown = rows.length > 16 ? [...rows.slice(0, 8), ['...', '', '', ''], ...rows.slice(-7)] : rows;
  printTable([['day', 'command', 'amount', 'balance'], ...shown], ['l', 'l', 'r', 'r']);
}

/** Whether everything in the file is as it must be. */
export async function reportAudit(house: House): Promise<void> {
  printHeading(
    'Verify and reconcile',
    'Verify walks the chain of hashes and rebuilds every row from the journal; reconcile sums the entries up anew.',
  );
  printReport('verify', await house.verify());
  printReport('reconcile', await house.reconcile());
}

function printReport(name: string, { ok, checked, problems, problemCount }: Report): void {
  printFigure(`${name}: ${ok ? 'no problem found' : `${count(problemCount)} problems`}`, null);
  for (const [what, number] of Object.entries(checked)) printFigure(`  ${what}`, number);
  for (const { where, what } of problems) console.log(`    ${where}: ${what}`);
}
