import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One invoice of the shop: money taken, or money to be given back. */
export interface Invoice {
  readonly kind: 'payment' | 'refund';
  readonly id: string;
  readonly customer: string;
  /** Pence, positive. */
  readonly amount: bigint;
  /** Milliseconds since 1970, UTC. */
  readonly timestamp: number;
}

const HEADER = 'kind,id,customer,amount_pence,timestamp_ms';
const FILE = new URL('./retail-invoices.csv.gz', import.meta.url);

/** The invoices of the file, in time order. */
export function readInvoices(file: URL = FILE): Invoice[] {
  return parseInvoices(gunzipSync(readFileSync(file)).toString('utf8'));
}

/** The invoices of a CSV text; a row that is malformed throws an error with its line and column. */
export function parseInvoices(csv: string): Invoice[] {
  const [header, ...rows] = csv.trimEnd().split(/\r?\n/);
  if (header !== HEADER) throw new Error(`line 1: expected the columns ${HEADER}, got ${header}`);
  const invoices = rows.map((row, index) => parseRow(row, index + 2));
  invoices.forEach(({ timestamp }, index) => {
    const before = invoices[index - 1];
    if (before !== undefined && timestamp < before.timestamp) {
      throw new Error(`line ${index + 2}: expected time order, got ${timestamp} after ${before.timestamp}`);
    }
  });
  return invoices;
}

function parseRow(row: string, line: number): Invoice {
  const fields = row.split(',');
  const [kind, id, customer, amount, timestamp] = fields;
  const expected = (column: string, what: string, value: string | undefined): Error =>
    new Error(`line ${line}, ${column}: expected ${what}, got ${JSON.stringify(value ?? null)}`);
  if (fields.length !== 5) throw new Error(`line ${line}: expected 5 columns, got ${fields.length}`);
  if (kind !== 'payment' && kind !== 'refund') throw expected('kind', 'payment or refund', kind);
  if (!id) throw expected('id', 'an invoice number', id);
  if (!customer) throw expected('customer', 'a customer number', customer);
  if (!/^[1-9]\d*$/.test(amount ?? '')) throw expected('amount_pence', 'a positive whole number', amount);
  if (!/^(?:0|-?[1-9]\d*)$/.test(timestamp ?? '') || !Number.isSafeInteger(Number(timestamp))) {
    throw expected('timestamp_ms', 'a whole number of milliseconds', timestamp);
  }
  return { kind, id, customer, amount: BigInt(amount ?? ''), timestamp: Number(timestamp) };
}
