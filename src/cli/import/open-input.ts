import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, TallystickError } from '../../base/error.ts';
import { decodeUtf8, NotUtf8 } from './decode-utf8.ts';

/** Text from a file or a stream, piece by piece, and how much of it was read. */
export interface Input {
  /** Lets go of the file when it is read to its end, or returned from. */
  readonly texts: AsyncIterable<string>;
  /** What reading threw, to distinguish it from what others throw; undefined: nothing. */
  readonly error: () => unknown;
  /** Of all bytes that were read, uncompressed. */
  readonly hash: () => string;
  /** Bytes read so far, as they lie in the file. */
  readonly done: () => number;
  /** Bytes of the file; null: not known. */
  readonly total: number | null;
  /** Lets go of the file, wherever reading it stopped. */
  readonly close: () => void;
}

/**
 * Opens UTF-8 text, compressed by gzip or not (by its first bytes), with or without a byte order mark. Throws
 * TallystickError when the file cannot be read; reading on throws it for broken gzip and what is not UTF-8.
 */
export async function openInput(source: { path?: string; readable?: Readable }): Promise<Input> {
  const { path, readable } = source;
  if ((path === undefined) === (readable === undefined)) {
    throw new TallystickError('bad_option', 'path', path, 'either a path or a readable');
  }
  const total = path === undefined ? null : await sizeOf(path);
  const bytes = new CountedBytes(readable ?? createReadStream(path ?? ''), path);
  const hash = createHash('sha256');
  let error: unknown;
  async function* texts(): AsyncGenerator<string> {
    try {
      yield* decodeUtf8(hashed(unzip(bytes, path), hash));
    } catch (thrown) {
      error =
        thrown instanceof NotUtf8 ? new TallystickError('bad_option', 'path', path, 'UTF-8 text') : thrown;
      throw error;
    }
  }
  return {
    texts: texts(),
    error: () => error,
    hash: () => hash.copy().digest('hex'),
    done: () => bytes.count,
    total,
    close: () => bytes.close(),
  };
}

async function* hashed(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new TallystickError('bad_option', 'path', path, 'a file');
}

/** The bytes of a stream as they come, counted. */
class CountedBytes {
  readonly #stream: Readable;
  readonly #path: string | undefined;
  count = 0;

  constructor(stream: Readable, path: string | undefined) {
    this.#stream = stream;
    this.#path = path;
  }

  close(): void {
    this.#stream.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of this.#stream) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
        this.count += bytes.length;
        yield bytes;
      }
    } catch (error) {
      // The error of a caller's own stream is for the caller to know.
      throw this.#path === undefined ? error : unreadable(this.#path, error);
    }
  }
}

/** What gunzip gives when the bytes begin as gzip does, else the bytes. */
async function* unzip(bytes: AsyncIterable<Buffer>, path: string | undefined): AsyncGenerator<Buffer> {
  const source = bytes[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await source.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* whole(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head;
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    } finally {
      // Stopping early closes the file, too.
      await source.return?.(undefined);
    }
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip();
  pipeline(Readable.from(whole()), gunzip, () => {}); // An error comes out of gunzip below.
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (error) {
    if (error instanceof TallystickError) throw error;
    throw new TallystickError('bad_option', 'path', path, `a whole gzip file (${messageOf(error)})`);
  } finally {
    gunzip.destroy();
  }
}

function unreadable(path: string, error: unknown): TallystickError {
  return new TallystickError('bad_option', 'path', path, `a file that can be read (${messageOf(error)})`);
}
