import { lstatSync } from 'node:fs';
import { TallystickError } from '../../base/error.ts';
import { StoreError } from '../../base/store-error.ts';
import { findPlace, isSamePlace, type Place } from '../find-place.ts';
import { HOUSE_FILE_ENDINGS, houseEndingOf } from './house-files.ts';
import { type HouseLock, lockHouse } from './house-lock.ts';
import { readAlone } from './read-alone.ts';

/** What SQLite would put over a file of the name before it, or take for its own. */
const LEFT_ENDINGS = ['-wal', '-shm', '-journal'];

/** Where a copy of a house is to be. */
export interface CopyTarget {
  /** The argument that names it, for messages. */
  readonly field: string;
  readonly path: string;
  /** Whether a file that is there is replaced; else it is refused. */
  readonly overwrite: boolean;
  /** The file that is copied: neither that, nor what belongs to it, is ever written to. */
  readonly source: string;
}

/**
 * Where a copy will be, having changed nothing. Throws `bad_option` where it must not be: on what is copied, or what belongs
 * to that; on what is no file; on a file that is there and not to be replaced. Throws `store_failed` when something is beside
 * the place that SQLite would put over the copy.
 */
export function findCopyPlace({ field, path, overwrite, source }: CopyTarget): Place {
  const refuse = (expected: string): never => {
    throw new TallystickError('bad_option', field, path, expected);
  };
  const place = checkedPlace(field, path, 'a file that can be written');
  const { stats } = place;
  const own = HOUSE_FILE_ENDINGS.map((ending) => findPlace(`${source}${ending}`));
  if (own.some((one) => isSamePlace(one, place))) {
    refuse('another file than the one that is copied, or what belongs to it');
  }
  const ending = houseEndingOf(place.path);
  if (ending !== undefined) {
    refuse(`another name: a file that ends in ${ending} belongs to the house of the name before that`);
  }
  if (/[/\\]$/.test(path) || (stats !== undefined && !stats.isFile())) {
    refuse('a file, and not a folder, a device or a pipe');
  }
  if (stats !== undefined && !overwrite) {
    refuse('a file that is not there yet, unless overwrite says that it is to be replaced');
  }
  if (place.folder === undefined) refuse('a file in a folder that is there');
  refuseLeft(place.path);
  return place;
}

/** Where a path leads. Throws `bad_option` where the system does not even look. */
export function checkedPlace(field: string, path: string, expected: string): Place {
  try {
    return findPlace(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // File operations throw these only.
    throw new TallystickError('bad_option', field, path, `${expected} (${code ?? message})`);
  }
}

/** Throws when something lies beside a file that was left by an open house, or by one that ended. */
export function refuseLeft(file: string): void {
  const left = LEFT_ENDINGS.map((ending) => `${file}${ending}`).filter(isThere);
  if (left.length === 0) return;
  const message =
    `${left.join(' and ')} ${left.length === 1 ? 'is' : 'are'} beside ${file}: left by a house that is open, or whose process ` +
    'ended, with writes that are nowhere else. Open that house and close it, so that they are put into its file; or, if they are not ' +
    'wanted, move them away together with it';
  throw new StoreError('store_failed', message);
}

/**
 * Throws when there is another house at the place than the one of that id, or a backup of another: it would be gone, and nothing
 * that comes there is of any use for it. Under its lock, where it has one.
 */
export function refuseOtherHouse({ field, path }: CopyTarget, place: Place, id: string | undefined): void {
  const there = place.stats === undefined ? undefined : readAlone(place.path, 'id');
  if (there === undefined || there === id) return;
  const expected = `another place: there is a house there, or a backup of one, with the id ${there}, and this one is ${id}. If it is not wanted, remove it`;
  throw new TallystickError('bad_option', field, path, expected);
}

/** Takes the lock of the house at a path, if ever one was there; throws `house_locked` when it is open. */
export function lockIfHouse(file: string): HouseLock | undefined {
  return isThere(`${file}-lock`) ? lockHouse(file) : undefined;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
