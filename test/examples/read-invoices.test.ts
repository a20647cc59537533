import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseInvoices, readInvoices } from '../../examples/retail/read-invoices.ts';

const HEADER = 'kind,id,customer,amount_pence,timestamp_ms';

test('reads the rows of a compressed file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'invoices-'));
  const path = join(folder, 'a.csv.gz');
  writeFileSync(path, gzipSync(`${HEADER}\npayment,1,A,250,1000\nrefund,C1,A,100,1000\n`));
  expect(readInvoices(pathToFileURL(path))).toEqual([
    { kind: 'payment', id: '1', customer: 'A', amount: 250n, timestamp: 1000 },
    { kind: 'refund', id: 'C1', customer: 'A', amount: 100n, timestamp: 1000 },
  ]);
  rmSync(folder, { recursive: true });
});

test('reads the file beside it', () => {
  expect(readInvoices().length).toBeGreaterThan(20_000);
});

test.each([
  ['kind,id\n', 'line 1: expected the columns'],
  [`${HEADER}\npayment,1,A,250\n`, 'line 2: expected 5 columns, got 4'],
  [`${HEADER}\ngift,1,A,250,1\n`, 'line 2, kind: expected payment or refund, got "gift"'],
  [`${HEADER}\npayment,,A,250,1\n`, 'line 2, id: expected an invoice number, got ""'],
  [`${HEADER}\npayment,1,,250,1\n`, 'line 2, customer: expected a customer number, got ""'],
  [`${HEADER}\npayment,1,A,2.5,1\n`, 'line 2, amount_pence: expected a positive whole number, got "2.5"'],
  [`${HEADER}\npayment,1,A,0,1\n`, 'line 2, amount_pence: expected a positive whole number, got "0"'],
  [`${HEADER}\npayment,1,A,-1,1\n`, 'line 2, amount_pence: expected a positive whole number, got "-1"'],
  [
    `${HEADER}\npayment,1,A,1,noon\n`,
    'line 2, timestamp_ms: expected a whole number of milliseconds, got "noon"',
  ],
  [`${HEADER}\npayment,1,A,1,9007199254740993\n`, 'line 2, timestamp_ms: expected a whole number'],
  [`${HEADER}\npayment,1,A,1,2\npayment,2,A,1,1\n`, 'line 3: expected time order, got 1 after 2'],
])('refuses %j', (csv, message) => {
  expect(() => parseInvoices(csv)).toThrow(message);
});
