import { TallystickError } from '../../base/error.ts';
import { timestamp } from '../../base/timestamp.ts';
import { OWN_EVENTS } from '../../commands/own-command.ts';
import { copyCommand } from '../copy-command.ts';
import { UTC } from '../time-zone.ts';
import type { ExportedBook, ExportedRecord, ExportFormat } from './exported-book.ts';
import { findLastSeq } from './find-last-seq.ts';
import { beancountFormat } from './write-beancount.ts';
import { entriesCsv } from './write-entries-csv.ts';
import { hledgerFormat } from './write-hledger.ts';
import { recordsFormat } from './write-records.ts';

/** Records read at once. A group may bear thousands of entries, so this bounds memory only together with that. */
const PAGE_RECORDS_MAX = 500;
/** Text is handed on in pieces of about this many units. */
const PIECE_LENGTH = 65_536;

const FORMATS = {
  hledger: (book, zone) => hledgerFormat(book, PAGE_RECORDS_MAX, zone),
  beancount: (book, zone) => beancountFormat(book, PAGE_RECORDS_MAX, zone),
  csv: (_book, _zone, hasPrivate) => entriesCsv(hasPrivate),
  ndjson: (book) => recordsFormat(book),
} as const satisfies Record<string, (book: ExportedBook, zone: string, hasPrivate: boolean) => ExportFormat>;

export type ExportFormatName = keyof typeof FORMATS;
export const EXPORT_FORMATS = Object.keys(FORMATS) as readonly ExportFormatName[]; // The keys of that very table.

export interface ExportOptions {
  /** Only records behind this sequence number; default 0: all. Not for beancount, which opens an account once. */
  readonly after?: number;
  /** In which zone hledger and beancount date transactions; default: UTC. */
  readonly zone?: string;
  /** Whether private data are written, too, in ndjson or csv; default false. A look at the store for each record. */
  readonly private?: boolean;
  /** Called after each page: how many sequence numbers are behind, and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportReport {
  /** Journal records read, refused ones among them. */
  readonly records: number;
  /** The sequence number of the last one: `after` for what comes next. */
  readonly through: number;
}

/**
 * Writes the journal of a book as text, piece by piece, up to the record that is the last when it begins. It waits
 * for `write` before it goes on, and keeps a page in memory. Throws TallystickError for an unknown format or a bad
 * cursor, and whatever `write` or the house throw.
 */
export async function exportBook(
  book: ExportedBook,
  format: ExportFormatName,
  write: (text: string) => Promise<void> | void,
  options: ExportOptions = {},
): Promise<ExportReport> {
  const after = checkAfter(format, options.after);
  const hasPrivate = checkPrivate(format, options.private);
  const { head, ofRecord, tail } = makeFormat(book, format, options.zone ?? UTC, hasPrivate);
  const out = new PieceWriter(write);
  const last = await findLastSeq(book, after);
  let through = after;
  let records = 0;
  await out.add(head);
  while (through < last) {
    const page = await book.events({ after: through, limit: PAGE_RECORDS_MAX });
    if (page.length === 0) break;
    for (const record of page) {
      if (record.seq > last) break; // It came while this was going on.
      await out.add(await ofRecord(hasPrivate ? await withPrivate(book, record) : record));
      records += 1;
    }
    through = Math.min(page.at(-1)?.seq ?? last, last);
    options.onProgress?.(through - after, last - after);
  }
  for await (const text of tail()) await out.add(text);
  await out.flush();
  return { records, through };
}

function makeFormat(book: ExportedBook, format: string, zone: string, hasPrivate: boolean): ExportFormat {
  const name = EXPORT_FORMATS.find((known) => known === format);
  if (name !== undefined) return FORMATS[name](book, zone, hasPrivate);
  throw new TallystickError('bad_option', 'format', format, `one of ${EXPORT_FORMATS.join(', ')}`);
}

function checkAfter(format: string, after: number | undefined): number {
  if (after === undefined) return 0;
  const cursor = timestamp('after', after); // A cursor is a safe integer too.
  if (cursor < 0) throw new TallystickError('bad_option', 'after', after, 'a sequence number');
  if (cursor > 0 && format === 'beancount') {
    throw new TallystickError('bad_option', 'after', after, '0 for beancount, which opens each account once');
  }
  return cursor;
}

function checkPrivate(format: string, given = false): boolean {
  if (!given || format === 'ndjson' || format === 'csv') return given;
  throw new TallystickError('bad_option', '--private', format, 'the format ndjson or csv');
}

/** Gathers small texts into pieces that are worth a write. */
class PieceWriter {
  readonly #write: (text: string) => Promise<void> | void;
  #piece = '';

  constructor(write: (text: string) => Promise<void> | void) {
    this.#write = write;
  }

  async add(text: string): Promise<void> {
    this.#piece += text;
    if (this.#piece.length >= PIECE_LENGTH) await this.flush();
  }

  async flush(): Promise<void> {
    const piece = this.#piece;
    this.#piece = '';
    if (piece !== '') await this.#write(piece);
  }
}

/**
 * A record with what was given as private in its command, and in each one inside of a group; what was erased is left out, and so is
 * what the work of a transaction returned, which is no part of a command. One look at the store.
 */
async function withPrivate<R extends ExportedRecord>(book: ExportedBook, record: R): Promise<R> {
  // What the house says by itself has none.
  if (OWN_EVENTS.has(record.kind)) return record;
  const items = await book.privateData({ command: record.id });
  // Attempts under one id have their own.
  const given = items.filter((item) => item.seq === record.seq && item.private !== null);
  if (given.length === 0) return record;
  const { command, places } = copyCommand(record.command);
  for (const item of given) Object.assign(places[item.place] ?? {}, { private: item.private });
  return { ...record, command };
}
