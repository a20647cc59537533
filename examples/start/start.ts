// npm start: what it is like, a year of a real shop through a durable house, and what to do next.
import { relative } from 'node:path';
import { printFigure, printHeading } from '../retail/print-figures.ts';
import { reportOutcomes } from '../retail/report-outcomes.ts';
import { runYear } from '../retail/run-year.ts';
import { showDemo } from './demo.ts';

console.log('Tallystick: a double-entry ledger for TypeScript. A house is an open ledger database.');
await showDemo();

await runYear(process.argv[2], async ({ file, house, book, customers, outcomes, speed, added }) => {
  reportOutcomes(customers, outcomes);
  const { totals } = await book.trialBalance({ at: outcomes.at(-1)?.invoice.timestamp });
  const [total] = totals;
  printFigure('trial balance: debit, and credit', null, total?.debit);
  printFigure('', null, total?.credit);
  const { ok, problemCount } = await house.verify();
  printFigure(`verify: ${ok ? 'no problem found' : `${problemCount} problems`}`, null);
  console.log(`\n  ${speed}\n  ${added}`);
  console.log('  Data: "Online Retail II", Chen, D., UCI Machine Learning Repository, CC BY 4.0.');

  printHeading('What to do next', 'The house is a file now. Look into it:');
  const [customer] = [...outcomes]
    .reverse()
    .filter(({ answer }) => answer.ok && answer.allocations !== undefined);
  const at = `--house ${relative(process.cwd(), file)} --book shop`;
  console.log(`  npx tallystick balance ${customer?.invoice.customer} ${at}`);
  console.log(`  npx tallystick statement ${customer?.invoice.customer} ${at}`);
  console.log(`  npx tallystick verify --house ${relative(process.cwd(), file)}`);
  console.log('\nThe whole report of that year: npm run example:retail. Write your own: README.md.');
});
