import type { AnyAnswer, Refused } from 'tallystick';
import { printFigure, printHeading, sum } from './print-figures.ts';
import type { Invoice } from './read-invoices.ts';

/** An invoice and what the house answered to it. */
export interface Outcome {
  readonly invoice: Invoice;
  readonly answer: AnyAnswer;
}

/** How many were accepted and refused, and why. */
export function reportOutcomes(customers: number, outcomes: readonly Outcome[]): void {
  printHeading(
    'What was accepted, and what was not',
    'Each refund draws on what its customer had paid by then, oldest payment first, or is refused as a whole.',
  );
  const payments = outcomes.filter(({ invoice }) => invoice.kind === 'payment');
  const refunds = outcomes.filter(({ invoice }) => invoice.kind === 'refund');
  printFigure('accounts opened', customers);
  printFigure('payments accepted', ...countAndSum(payments.filter(({ answer }) => answer.ok)));
  printFigure('refunds accepted', ...countAndSum(refunds.filter(({ answer }) => answer.ok)));
  const drawn = refunds.flatMap(({ answer }) => (answer.ok ? (answer.allocations ?? []) : []));
  printFigure('  payments they drew on', drawn.length);
  const refused = outcomes.filter(({ answer }) => !answer.ok);
  printFigure('refused', ...countAndSum(refused));
  for (const [why, some] of Map.groupBy(refused, ({ answer }) => (answer.ok ? '' : explain(answer)))) {
    printFigure(`  ${why}`, ...countAndSum(some));
  }
}

function explain({ reason, available }: Refused): string {
  if (reason !== 'payments_insufficient') return reason;
  return available === 0n ? `${reason}: nothing left to refund` : `${reason}: less left`;
}

function countAndSum(outcomes: readonly Outcome[]): [number, bigint] {
  return [outcomes.length, sum(outcomes.map(({ invoice }) => invoice.amount))];
}
