// npm start: a year of a real shop through a durable house, and what the house has to say about it.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SingleBar } from 'cli-progress';
import { type AnyAnswer, type CommandInput, open } from 'tallystick';
import { count, day } from './print-figures.ts';
import { readInvoices } from './read-invoices.ts';
import { reportAudit, reportDates, reportStatement } from './report-house.ts';
import { type Outcome, reportOutcomes } from './report-outcomes.ts';

const CHUNK = 2_000;
const DEFAULT_FILE = fileURLToPath(new URL('../../var/retail.db', import.meta.url));
const file = process.argv[2] ?? DEFAULT_FILE;
if (file === DEFAULT_FILE)
  mkdirSync(fileURLToPath(new URL('../../var/', import.meta.url)), { recursive: true });

const invoices = readInvoices();
const [first, last] = [invoices[0], invoices.at(-1)];
if (first === undefined || last === undefined) throw new Error('there are no invoices');
console.log('Tallystick: a year of a real shop, in one durable file');
console.log('======================================================');
console.log(
  `${count(invoices.length)} invoices, ${day(first.timestamp)} to ${day(last.timestamp)}: payments, and refunds that name no payment.`,
);
console.log('Data: "Online Retail II", Chen, D., UCI Machine Learning Repository, CC BY 4.0.\n');

/** Every customer has an account; each invoice is a payment into it or a refund out of it, in order of time. */
const customers = [...new Set(invoices.map(({ customer }) => customer))];
const commands: CommandInput[] = [
  ...customers.map((customer): CommandInput => {
    const id = `open/${customer}`;
    return { kind: 'open_account', id, account: customer, asset: 'GBP/2', effectiveAt: first.timestamp };
  }),
  ...invoices.map(({ kind, id, customer: account, amount, timestamp: effectiveAt }): CommandInput => {
    return kind === 'payment'
      ? { kind: 'pay', id: `pay/${id}`, payment: id, account, amount, effectiveAt }
      : {
          kind: 'refund',
          id: `refund/${id}`,
          refund: id,
          account,
          amount,
          rules: ['OLDEST_FIRST'],
          effectiveAt,
        };
  }),
];

const house = await open(`sqlite:${file}`);
try {
  const book = house.book('shop');
  const { seq: before } = await book.head();
  const answers: AnyAnswer[] = [];
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {value}/{total} commands | {duration_formatted}',
    clearOnComplete: true,
    hideCursor: true,
  });
  const startedAt = performance.now();
  bar.start(commands.length, 0);
  for (let i = 0; i < commands.length; i += CHUNK) {
    answers.push(...(await book.submit(commands.slice(i, i + CHUNK))));
    bar.update(answers.length);
  }
  bar.stop();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { seq: after } = await book.head();

  const outcomes = invoices.map((invoice, i): Outcome => {
    const answer = answers[customers.length + i];
    if (answer === undefined) throw new Error('every command is answered');
    return { invoice, answer };
  });
  reportOutcomes(customers.length, outcomes);
  const perSecond = count(Math.round(commands.length / seconds));
  const rows = after - before;
  console.log(
    rows === 0
      ? `\n  Every command was here already: all ${count(commands.length)} were answered from the record, and nothing changed.`
      : `\n  ${count(rows)} rows were added to the journal.`,
  );
  console.log(
    `  ${count(commands.length)} commands in ${seconds.toFixed(2)} s: ${perSecond} a second, each durable.`,
  );
  await reportDates(book, ['2010-03-31', '2010-06-30', '2010-12-31']);
  await reportStatement(book, outcomes);
  await reportAudit(house);
  console.log(`\nThe house is in ${file}. Look into it:`);
  console.log(`  node dist/cli/index.js --house ${file} --book shop trial-balance --help`);
} finally {
  await house.close();
}
