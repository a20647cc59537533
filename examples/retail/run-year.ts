import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SingleBar } from 'cli-progress';
import { type AnyAnswer, type CommandInput, type House, type OpenBook, open } from 'tallystick';
import { count } from './print-figures.ts';
import { type Invoice, readInvoices } from './read-invoices.ts';
import type { Outcome } from './report-outcomes.ts';

/** The year as it went into a house that is still open. */
export interface Year {
  readonly file: string;
  readonly house: House;
  readonly book: OpenBook;
  readonly customers: number;
  readonly outcomes: readonly Outcome[];
  /** How fast it went, and what it added to the journal, in a sentence each. */
  readonly speed: string;
  readonly added: string;
}

/** What is sent at a time. */
const CHUNK = 2_000;
const DEFAULT_FILE = fileURLToPath(new URL('../../var/retail.db', import.meta.url));

/** Takes the year through a house in a file, shows something of it, and closes the house. */
export async function runYear(path: string | undefined, show: (year: Year) => Promise<void>): Promise<void> {
  const file = path ?? DEFAULT_FILE;
  if (path === undefined) mkdirSync(dirname(DEFAULT_FILE), { recursive: true });
  const invoices = readInvoices();
  const customers = [...new Set(invoices.map(({ customer }) => customer))];
  const house = await open(`sqlite:${file}`);
  try {
    const book = house.book('shop');
    const { seq: before } = await book.head();
    const startedAt = performance.now();
    const answers = await submitAll(book, commandsOf(customers, invoices));
    const seconds = (performance.now() - startedAt) / 1_000;
    const rows = (await book.head()).seq - before;
    const outcomes = invoices.map((invoice, i): Outcome => {
      const answer = answers[customers.length + i];
      if (answer === undefined) throw new Error('every command is answered');
      return { invoice, answer };
    });
    const rate = count(Math.round(answers.length / seconds));
    await show({
      file,
      house,
      book,
      customers: customers.length,
      outcomes,
      speed: `${count(answers.length)} commands in ${seconds.toFixed(2)} s: ${rate} a second, each durable.`,
      added:
        rows === 0
          ? `Every command was here already: all ${count(answers.length)} were answered from the record, and nothing changed.`
          : `${count(rows)} rows were added to the journal.`,
    });
  } finally {
    await house.close();
  }
}

/** Every customer has an account; each invoice is a payment into it or a refund out of it, in order of time. */
function commandsOf(customers: readonly string[], invoices: readonly Invoice[]): CommandInput[] {
  const beginning = invoices[0]?.timestamp ?? 0;
  return [
    ...customers.map((account): CommandInput => {
      return { kind: 'open_account', id: `open/${account}`, account, asset: 'GBP/2', effectiveAt: beginning };
    }),
    ...invoices.map(({ kind, id, customer: account, amount, timestamp: effectiveAt }): CommandInput => {
      const common = { account, amount, effectiveAt };
      return kind === 'payment'
        ? { kind: 'pay', id: `pay/${id}`, payment: id, ...common }
        : { kind: 'refund', id: `refund/${id}`, refund: id, rules: ['OLDEST_FIRST'], ...common };
    }),
  ];
}

async function submitAll(book: OpenBook, commands: readonly CommandInput[]): Promise<AnyAnswer[]> {
  const answers: AnyAnswer[] = [];
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {value}/{total} commands | {duration_formatted}',
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(commands.length, 0);
  for (let i = 0; i < commands.length; i += CHUNK) {
    answers.push(...(await book.submit(commands.slice(i, i + CHUNK))));
    bar.update(answers.length);
  }
  bar.stop();
  return answers;
}
