import { isUtf8 } from 'node:buffer';

const LF = 10;
const BYTE_ORDER_MARK = '\uFEFF';

/** Bytes that are no UTF-8. */
export class NotUtf8 extends Error {}

/**
 * Text from UTF-8 bytes, with or without a byte order mark. Of what is no UTF-8 the lines before it are given, and then
 * NotUtf8 is thrown.
 */
export async function* decodeUtf8(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  const textOf = (part: Buffer): string => {
    const text = part.toString('utf8');
    const isMarked = isFirst && text.startsWith(BYTE_ORDER_MARK);
    if (part.length > 0) isFirst = false;
    return isMarked ? text.slice(1) : text;
  };
  for await (const chunk of bytes) {
    const known = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = endOfWhole(known);
    const whole = known.subarray(0, end);
    if (!isUtf8(whole)) {
      yield textOf(goodLines(whole));
      throw new NotUtf8();
    }
    yield textOf(whole);
    rest = known.subarray(end);
  }
  if (rest.length > 0) throw new NotUtf8();
}

/** Where a character begins at the end whose bytes are not all there yet; the length when there is none. */
function endOfWhole(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The lines before the first that is no UTF-8. A line end is no part of any other character. */
function goodLines(bytes: Buffer): Buffer {
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(LF, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return bytes.subarray(0, start);
    start = end + 1;
  }
}
