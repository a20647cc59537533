import { readPage } from './log-file.ts';
import { APPLICATION_ID } from './schema.ts';

/** What the first bytes of a house's file say, read without SQLite. */
export interface FileHeader {
  /** The version of its schema. */
  readonly version: number;
}

const HEADER_BYTES = 100;
const VERSION_AT = 60;
const APPLICATION_ID_AT = 68;

/** Undefined when there is no file, or when it is no house. */
export function readHeader(file: string): FileHeader | undefined {
  const header = readPage(file, 1, HEADER_BYTES);
  if (header === undefined || header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) return undefined;
  return { version: header.readUInt32BE(VERSION_AT) };
}
