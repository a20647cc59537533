// npm run example:retail: a year of a real shop through a durable house, and all that the house has to say about it.
import { count, day } from './print-figures.ts';
import { reportAudit, reportDates, reportStatement } from './report-house.ts';
import { reportOutcomes } from './report-outcomes.ts';
import { runYear } from './run-year.ts';

console.log('Tallystick: a year of a real shop, in one durable file');
console.log('======================================================');
await runYear(process.argv[2], async ({ file, house, book, customers, outcomes, speed, added }) => {
  const [first, last] = [outcomes[0]?.invoice.timestamp ?? 0, outcomes.at(-1)?.invoice.timestamp ?? 0];
  console.log(
    `${count(outcomes.length)} invoices, ${day(first)} to ${day(last)}: payments, and refunds that name no payment.`,
  );
  console.log('Data: "Online Retail II", Chen, D., UCI Machine Learning Repository, CC BY 4.0.\n');
  reportOutcomes(customers, outcomes);
  console.log(`\n  ${added}\n  ${speed}`);
  await reportDates(book, ['2010-03-31', '2010-06-30', '2010-12-31']);
  await reportStatement(book, outcomes);
  await reportAudit(house);
  console.log(`\nThe house is in ${file}. Look into it:`);
  console.log(`  npx tallystick trial-balance --house ${file} --book shop`);
});
