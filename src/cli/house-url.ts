import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TallystickError } from '../base/error.ts';
import { readStoreUrl } from '../store/store-url.ts';

/** Where a house is when nothing says otherwise: a file in the current folder. */
export const HOUSE_DEFAULT = 'sqlite:tallystick.db';

const SQLITE = 'sqlite:';
/** Two letters at least: a single one before a colon is a drive. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** What `--house` takes. */
export const HOUSE_FORMS = 'sqlite:PATH, a path, or postgres://...';

/**
 * The url of a house from what was given, the environment, or the default; a bare path means `sqlite:`. Throws `bad_option`
 * for what names no house, without what may be a password.
 */
export function houseUrl(
  given: string | undefined,
  environment: string | undefined,
  field = '--house',
): string {
  const text = given ?? (environment === undefined || environment === '' ? HOUSE_DEFAULT : environment);
  if (text === '') throw new TallystickError('bad_option', field, text, HOUSE_FORMS);
  const url = SCHEME.test(text) ? text : `${SQLITE}${text}`;
  readStoreUrl(url, field);
  return url;
}

/** Whether a house is on PostgreSQL: the url, which may hold a password, is not to be shown then. */
export function isOnPostgres(url: string): boolean {
  return /^postgres(?:ql)?:/.test(url);
}

/** The file of a house; null when it is not kept in one. */
export function houseFile(url: string): string | null {
  return url.startsWith(SQLITE) ? url.slice(SQLITE.length) : null;
}

/** A house that must be there and is not. Nothing was created. */
export class MissingHouse extends Error {
  /** What to do about it. */
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.name = 'MissingHouse';
    this.next = next;
  }
}

/**
 * Whether there is something at the url that opening it would not make. A database must have been created by its owner,
 * and counts as there, whether the house's tables are in it or not.
 */
export function isHouseThere(url: string): boolean {
  const file = houseFile(url);
  // What nobody may look at is not missing: then the system says so.
  return file === null ? url !== 'memory:' : statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** A folder is no house. */
export function refuseFolder(url: string): void {
  const file = houseFile(url);
  if (file === null || statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw new MissingHouse(
    `--house: expected a file, and ${file} is a folder`,
    `Give a file in it, such as ${join(file, 'tallystick.db')}.`,
  );
}

/** What to say of a house at a url that was expected to be there. `reason` is what opening it said. */
export function missingHouse(url: string, reason: string): MissingHouse {
  const file = houseFile(url);
  const shown = isOnPostgres(url) ? 'postgres://...' : url;
  const next = `Give --house, or create a house by opening its first account: tallystick open-account --house ${shown} ...`;
  const found = file === null ? reason : `there is no file ${file}`;
  return new MissingHouse(`--house: expected a house that is there, and ${found}`, next);
}

/** Throws MissingHouse unless there is something at the url that may be a house. */
export function requireHouse(url: string): void {
  if (!isHouseThere(url)) throw missingHouse(url, 'memory: begins empty each time');
  refuseFolder(url);
}
