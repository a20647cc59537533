// Four classes of tallystick/memory on a year of a real shop.
import { count, day } from './print-figures.ts';
import { readInvoices } from './read-invoices.ts';
import { tourCredits } from './tour-credits.ts';
import { tourHolds } from './tour-holds.ts';
import { tourRefunds } from './tour-refunds.ts';
import { tourTransfers } from './tour-transfers.ts';

const startedAt = performance.now();
const invoices = readInvoices();
const customers = new Set(invoices.map(({ customer }) => customer));
const [first, last] = [invoices[0], invoices.at(-1)];
if (first === undefined || last === undefined) throw new Error('there are no invoices');

console.log('Tallystick: a year of a real shop');
console.log('=================================');
console.log(
  `${count(invoices.length)} invoices of ${count(customers.size)} customers, ${day(first.timestamp)} to ${day(last.timestamp)}.`,
);
console.log('Data: "Online Retail II", Chen, D., UCI Machine Learning Repository, CC BY 4.0.');

const refunds = tourRefunds(invoices);
tourHolds(invoices);
tourTransfers(invoices);
tourCredits(invoices, refunds);

const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
console.log(
  `\nThe whole tour took ${seconds} s. Its code is in examples/retail/, and reads like this output.`,
);
