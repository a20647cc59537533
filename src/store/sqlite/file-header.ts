import { StoreError } from '../../base/store-error.ts';
import { readPage } from './log-file.ts';
import { APPLICATION_ID } from './schema.ts';

/** What the first bytes of a house's file say, read without SQLite. */
export interface FileHeader {
  /** The version of its schema. */
  readonly version: number;
}

const HEADER_BYTES = 100;
/** Which versions of SQLite's format may write and read the file: a file that a later one must write is only read. */
const FORMATS_AT = [18, 19] as const;
const LAST_FORMAT = 2;
const VERSION_AT = 60;
const APPLICATION_ID_AT = 68;

/** Undefined when there is no file, or when it is no house. Throws `store_corrupt` when SQLite would take it for another's. */
export function readHeader(file: string): FileHeader | undefined {
  const header = readPage(file, 1, HEADER_BYTES);
  if (header === undefined || header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) return undefined;
  if (FORMATS_AT.some((at) => header.readUInt8(at) > LAST_FORMAT)) {
    const message = `${file} is damaged (its header names a format that SQLite does not write): restore a backup`;
    throw new StoreError('store_corrupt', message);
  }
  return { version: header.readUInt32BE(VERSION_AT) };
}
