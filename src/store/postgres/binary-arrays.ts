import { assert } from '../../base/assert.ts';

/**
 * Arrays as PostgreSQL takes them in its binary format: one parameter holds a column of many rows. Measured on the rows of
 * a batch: the server needs a sixth less time for them than for arrays as text, the client half as much.
 */

/** Object ids of the types of elements, fixed in PostgreSQL for ever. */
const OID = { bool: 16, bytea: 17, int8: 20, text: 25, numeric: 1700 } as const;

/** One dimension, whether there are nulls, the element's type, the count, the first index: four bytes each. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/** Small arrays are written behind one another into the same bytes: a batch has some fifty, and each would take bytes of its own. */
const SLAB_BYTES = 65_536;
/** What is larger has bytes of its own. */
const SMALL_BYTES = SLAB_BYTES / 4;
let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let slabView = viewOf(slab);
/** What lies before is part of arrays that were made. */
let slabAt = 0;

/** Writes the elements of one array behind one another, into room that grows. */
class ArrayWriter {
  #bytes = slab;
  #view = slabView;
  #start = 0;
  #at = HEADER_BYTES;
  #hasNull = 0;

  /** @param size how many bytes the array will take, as far as is known */
  constructor(size: number) {
    this.#takeRoom(HEADER_BYTES + size);
    this.#at = this.#start + HEADER_BYTES;
  }

  /** From the slab, or what is too large for that, of its own. */
  #takeRoom(bytes: number): void {
    if (bytes > SMALL_BYTES) {
      this.#bytes = Buffer.allocUnsafeSlow(bytes);
      this.#view = viewOf(this.#bytes);
      this.#start = 0;
      return;
    }
    if (slabAt + bytes > SLAB_BYTES) {
      slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      slabView = viewOf(slab);
      slabAt = 0;
    }
    this.#bytes = slab;
    this.#view = slabView;
    this.#start = slabAt;
  }

  null(): void {
    this.#reserve(0);
    this.#hasNull = 1;
    this.#view.setInt32(this.#at, NULL_LENGTH);
    this.#at += LENGTH_BYTES;
  }

  text(value: string): void {
    this.#reserve(value.length * BYTES_PER_UNIT_MAX);
    const length = this.#bytes.write(value, this.#at + LENGTH_BYTES);
    this.#close(length);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#at + LENGTH_BYTES);
    this.#close(value.length);
  }

  integer(value: number): void {
    assert(Number.isInteger(value) && Math.abs(value) <= INTEGER_MAX, 'an integer is kept exactly');
    this.#reserve(INTEGER_BYTES);
    const high = Math.floor(value / HIGH_HALF);
    this.#view.setInt32(this.#at + LENGTH_BYTES, high);
    this.#view.setUint32(this.#at + LENGTH_BYTES + 4, value - high * HIGH_HALF);
    this.#close(INTEGER_BYTES);
  }

  amount(value: bigint): void {
    assert(
      BigInt.asIntN(AMOUNT_BITS, value) === value,
      'an amount of more than 64 bits is an error, and never wraps',
    );
    this.#reserve(INTEGER_BYTES);
    this.#view.setBigInt64(this.#at + LENGTH_BYTES, value);
    this.#close(INTEGER_BYTES);
  }

  flag(value: boolean): void {
    assert(typeof value === 'boolean', 'a flag is true or false');
    this.#reserve(1);
    this.#view.setInt8(this.#at + LENGTH_BYTES, value ? 1 : 0);
    this.#close(1);
  }

  /** A `numeric`: how many digits, the weight of the first, the sign, none behind the point, the digits. */
  wide(value: bigint): void {
    const digits = digitsOf(value);
    const length = NUMERIC_HEADER_BYTES + DIGIT_BYTES * digits.length;
    this.#reserve(length);
    let at = this.#at + LENGTH_BYTES;
    this.#view.setInt16(at, digits.length);
    this.#view.setInt16(at + 2, Math.max(0, digits.length - 1));
    this.#view.setInt16(at + 4, value < 0n ? NUMERIC_NEGATIVE : 0);
    this.#view.setInt16(at + 6, 0);
    at += NUMERIC_HEADER_BYTES;
    for (let i = digits.length - 1; i >= 0; i -= 1) {
      this.#view.setInt16(at, digits[i] ?? 0);
      at += DIGIT_BYTES;
    }
    this.#close(length);
  }

  /** The array of the elements written, so many. */
  end(oid: number, count: number): Buffer {
    // An empty array has no dimensions at all.
    const start = this.#start;
    this.#view.setInt32(start, count === 0 ? 0 : 1);
    this.#view.setInt32(start + 4, this.#hasNull);
    this.#view.setInt32(start + 8, oid);
    this.#view.setInt32(start + 12, count);
    this.#view.setInt32(start + 16, 1);
    const end = count === 0 ? start + HEADER_BYTES - 8 : this.#at;
    if (this.#bytes === slab) slabAt = end;
    return this.#bytes.subarray(start, end);
  }

  /** Makes room for the length and so many bytes. */
  #reserve(length: number): void {
    const end = this.#at + LENGTH_BYTES + length;
    if (end <= this.#bytes.length) return;
    const written = this.#bytes.subarray(this.#start, this.#at);
    this.#takeRoom(2 * (end - this.#start));
    this.#bytes.set(written, this.#start);
    this.#at = this.#start + written.length;
  }

  #close(length: number): void {
    this.#view.setInt32(this.#at, length);
    this.#at += LENGTH_BYTES + length;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

const BYTES_PER_UNIT_MAX = 3;
const INTEGER_BYTES = 8;
/** The safe integers, and one more on each side: a bound may be there. */
const INTEGER_MAX = 2 ** 53;
const AMOUNT_BITS = 64;
const HIGH_HALF = 2 ** 32;
const NUMERIC_HEADER_BYTES = 8;
const DIGIT_BYTES = 2;
const NUMERIC_NEGATIVE = 0x4000;
const NUMERIC_BASE = 10_000;
const DECIMALS_PER_DIGIT = 4;
/** 2^53 has sixteen decimal places. */
const SAFE_WIDE_BYTES = NUMERIC_HEADER_BYTES + 4 * DIGIT_BYTES;
const NO_DIGITS: readonly number[] = [];

/** The digits to the base of 10,000, lowest first. */
function digitsOf(value: bigint): readonly number[] {
  if (value === 0n) return NO_DIGITS;
  const digits: number[] = [];
  const number = Number(value);
  // What is a safe integer as a number was one before, and is exactly that.
  if (Number.isSafeInteger(number)) {
    for (let rest = Math.abs(number); rest > 0; rest = Math.floor(rest / NUMERIC_BASE)) {
      digits.push(rest % NUMERIC_BASE);
    }
    return digits;
  }
  const text = (value < 0n ? -value : value).toString();
  for (let end = text.length; end > 0; end -= DECIMALS_PER_DIGIT) {
    digits.push(Number(text.slice(Math.max(0, end - DECIMALS_PER_DIGIT), end)));
  }
  return digits;
}

/** Makes the array of one column of rows. */
type ColumnWriter<T> = <Row>(rows: readonly Row[], of: (row: Row) => T | null) => Buffer;

function writerOf<T>(
  oid: number,
  size: number,
  write: (writer: ArrayWriter, value: T) => void,
): ColumnWriter<T> {
  return (rows, of) => {
    const writer = new ArrayWriter(rows.length * (LENGTH_BYTES + size));
    for (const row of rows) {
      const value = of(row);
      if (value === null) writer.null();
      else write(writer, value);
    }
    return writer.end(oid, rows.length);
  };
}

/** Most texts are shorter. */
const TEXT_BYTES = 64;
/** Of a hash; most rows have none. */
const HASH_BYTES = 32;

export const textArray: ColumnWriter<string> = writerOf(OID.text, TEXT_BYTES, (to, value) => to.text(value));

/** Of safe integers. */
export const integerArray: ColumnWriter<number> = writerOf(OID.int8, INTEGER_BYTES, (to, value) =>
  to.integer(value),
);

/** Of bigints of 64 bits. */
export const amountArray: ColumnWriter<bigint> = writerOf(OID.int8, INTEGER_BYTES, (to, value) =>
  to.amount(value),
);

/** Of bigints of any size. */
export const wideArray: ColumnWriter<bigint> = writerOf(OID.numeric, SAFE_WIDE_BYTES, (to, value) =>
  to.wide(value),
);

export const flagArray: ColumnWriter<boolean> = writerOf(OID.bool, 1, (to, value) => to.flag(value));

export const bytesArray: ColumnWriter<Uint8Array> = writerOf(OID.bytea, HASH_BYTES, (to, value) =>
  to.bytes(value),
);
