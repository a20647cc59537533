import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One line of one invoice. */
export interface RetailLine {
  readonly invoice: string;
  /** Negative: sent back. */
  readonly quantity: number;
  readonly at: number;
  /** Empty when nobody knows. */
  readonly customer: string;
  readonly country: string;
}

/** One trip on a bike, as it began. */
export interface BikeTrip {
  readonly bike: string;
  readonly station: string;
  /** On the station's own clock, taken as if it were UTC. */
  readonly at: number;
}

export const LINES_FILE = new URL('./retail-lines.csv.gz', import.meta.url);
export const TRIPS_FILE = new URL('./citibike-jc-202011.csv.gz', import.meta.url);

/** The rows of a compressed file without its header, each cut at its commas: no field of these files has one. */
export function* readRows(file: URL, columns: number): Generator<string[]> {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split(/\r?\n/);
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue;
    const fields = line.split(',');
    if (fields.length !== columns)
      throw new Error(`line ${i + 1}: expected ${columns} columns, got ${fields.length}`);
    yield fields;
  }
}

export function readRetailLines(): RetailLine[] {
  return readRows(LINES_FILE, 7)
    .map(([invoice = '', , quantity = '', , at = '', customer = '', country = '']) => ({
      invoice,
      quantity: Number(quantity),
      at: Number(at),
      customer,
      country,
    }))
    .toArray();
}

export function readBikeTrips(): BikeTrip[] {
  return readRows(TRIPS_FILE, 15)
    .map((fields) => {
      // "2020-11-01 00:11:32.6250": digits behind the millisecond are zeros.
      const begun = unquote(fields[1]).slice(0, 23).replace(' ', 'T');
      return { bike: unquote(fields[11]), station: unquote(fields[4]), at: Date.parse(`${begun}Z`) };
    })
    .toArray();
}

function unquote(field = ''): string {
  return field.replaceAll('"', '');
}
