import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { endianness } from 'node:os';
import { StoreError } from '../../base/store-error.ts';
import { type HouseRow, houseRowIn } from './house-row.ts';

/** What the log of a file holds that SQLite would take over when the file is opened, read without SQLite. */
export interface Log {
  readonly pageBytes: number;
  /** Transactions that it holds whole. */
  readonly commits: number;
  /** Commits of the same log behind the place where it cannot be followed any more. */
  readonly commitsLost: number;
  /** Where the row of the house is, and its versions in order; none, when no commit wrote it. */
  readonly housePage: number | undefined;
  readonly houseRows: readonly HouseRow[];
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Of the header, what its own checksum is about; of a frame's header likewise, with the page behind it. */
const HEADER_SUMMED = 24;
const FRAME_SUMMED = 8;
const MAGIC_LITTLE = 0x377f0682;
const MAGIC_BIG = 0x377f0683;
/** What is read at a time. */
const READ_BYTES = 1 << 20;

/**
 * Reads a log of SQLite (https://sqlite.org/fileformat2.html#walformat). `none`: there is no file, or nothing in it;
 * `garbage`: what is there is no log. Cost: reads it once.
 */
export function readLog(path: string): Log | 'none' | 'garbage' {
  const handle = openToRead(path);
  if (handle === 'none') return 'none';
  if (handle === 'no file') return 'garbage';
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    // A log that was cut or made anew begins with less than a header, or with zeros; there is no commit in it.
    if (readSync(handle, header, 0, HEADER_BYTES, 0) < HEADER_BYTES || header.every((byte) => byte === 0))
      return 'none';
    const reader = LogReader.of(header);
    if (reader === undefined) return 'garbage';
    const frameBytes = FRAME_HEADER_BYTES + reader.pageBytes;
    const piece = Buffer.alloc(Math.max(1, Math.floor(READ_BYTES / frameBytes)) * frameBytes);
    const { size } = fstatSync(handle);
    for (let at = HEADER_BYTES; at + frameBytes <= size; at += piece.length) {
      const read = readSync(handle, piece, 0, piece.length, at);
      for (let i = 0; i + frameBytes <= read; i += frameBytes) reader.take(piece.subarray(i, i + frameBytes));
    }
    return reader;
  } finally {
    closeSync(handle);
  }
}

/** The page of a file as it is without its log; undefined where the file is shorter. */
export function readPage(file: string, page: number, pageBytes: number): Buffer | undefined {
  const handle = openToRead(file);
  if (typeof handle !== 'number') return undefined;
  try {
    const found = Buffer.alloc(pageBytes);
    return readSync(handle, found, 0, pageBytes, (page - 1) * pageBytes) === pageBytes ? found : undefined;
  } finally {
    closeSync(handle);
  }
}

/** A folder cannot be read, and a pipe would be waited for. */
function openToRead(path: string): number | 'none' | 'no file' {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'none';
    return found.isFile() ? openSync(path, 'r') : 'no file';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError('store_failed', `cannot read ${path} (${reason})`, error);
  }
}

/** Follows a log frame by frame: each holds a page, and a checksum over everything from the header to its end. */
class LogReader implements Log {
  readonly pageBytes: number;
  commits = 0;
  commitsLost = 0;
  housePage: number | undefined;
  readonly houseRows: HouseRow[] = [];
  readonly #salt: Buffer;
  readonly #sum: Checksum;
  #isFollowed = true;
  #pending: { readonly page: number; readonly row: HouseRow }[] = [];

  private constructor(header: Buffer, sum: Checksum) {
    this.pageBytes = header.readUInt32BE(8);
    this.#salt = Buffer.from(header.subarray(16, 24));
    this.#sum = sum;
  }

  /** Undefined when this is not the header of a log. */
  static of(header: Buffer): LogReader | undefined {
    const magic = header.readUInt32BE(0);
    if (magic !== MAGIC_LITTLE && magic !== MAGIC_BIG) return undefined;
    const sum = new Checksum(magic === MAGIC_BIG ? 'BE' : 'LE');
    sum.add(header.subarray(0, HEADER_SUMMED));
    return sum.is(header, HEADER_SUMMED) ? new LogReader(header, sum) : undefined;
  }

  take(frame: Buffer): void {
    // Frames of an earlier use of the same file have another salt.
    const isOfThisLog = frame.compare(this.#salt, 0, this.#salt.length, 8, 16) === 0;
    const isCommit = frame.readUInt32BE(4) !== 0;
    if (this.#isFollowed) {
      this.#sum.add(frame.subarray(0, FRAME_SUMMED));
      this.#sum.add(frame.subarray(FRAME_HEADER_BYTES));
      this.#isFollowed = isOfThisLog && this.#sum.is(frame, 16);
    }
    if (!this.#isFollowed) {
      if (isOfThisLog && isCommit) this.commitsLost += 1;
      return;
    }
    const row = houseRowIn(frame.subarray(FRAME_HEADER_BYTES));
    if (row !== undefined) this.#pending.push({ page: frame.readUInt32BE(0), row });
    if (!isCommit) return;
    this.commits += 1;
    for (const { page, row: version } of this.#pending) {
      this.housePage = page;
      this.houseRows.push(version);
    }
    this.#pending = [];
  }
}

/** The running checksum of a log: two sums over pairs of 32-bit numbers, in the order of bytes that the log says. */
class Checksum {
  readonly #isSwapped: boolean;
  #first = 0;
  #second = 0;

  constructor(order: 'LE' | 'BE') {
    this.#isSwapped = order !== endianness();
  }

  add(bytes: Buffer): void {
    // A copy begins where numbers may begin, and may be turned around.
    const copy = Buffer.from(new Uint8Array(bytes).buffer);
    if (this.#isSwapped) copy.swap32();
    const numbers = new Uint32Array(copy.buffer);
    let [first, second] = [this.#first, this.#second];
    for (let i = 0; i < numbers.length; i += 2) {
      first = (first + (numbers[i] ?? 0) + second) >>> 0;
      second = (second + (numbers[i + 1] ?? 0) + first) >>> 0;
    }
    [this.#first, this.#second] = [first, second];
  }

  /** Whether this is the checksum that stands there. */
  is(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }
}
