import { fstatSync } from 'node:fs';
import { TallystickError } from '../../base/error.ts';
import { findPlace, isSamePlace, type Place } from '../../store/find-place.ts';
import { HOUSE_FILE_ENDINGS } from '../../store/sqlite/house-files.ts';
import type { ConsoleOutput } from '../console-output.ts';
import { houseFile } from '../house-url.ts';

/** A file that must not be written to, and what it is to the command. */
export interface GuardedFile {
  readonly what: string;
  readonly place: Place;
}

/** Files that the url of a house on PostgreSQL names. */
const FILES_OF_URL = ['sslcert', 'sslkey', 'sslrootcert'];

/**
 * Every file that nothing may be written to but by the house itself: the house, what SQLite keeps beside it, whether it is
 * there by now or not, what the url names, and what the command reads; "-" is standard input.
 */
export function guardedFiles(url: string, inputs: readonly string[]): GuardedFile[] {
  const house = houseFile(url);
  const paths =
    house === null
      ? []
      : [house, findPlace(house).path].flatMap((file) =>
          HOUSE_FILE_ENDINGS.map((ending) => `${file}${ending}`),
        );
  const options = house === null ? new URLSearchParams(url.split('?')[1]) : new URLSearchParams();
  const named = FILES_OF_URL.flatMap((name) => options.get(name) ?? []);
  return [
    ...paths.map((path) => ({ what: 'the house, or what belongs to it', place: findPlace(path) })),
    ...named.map((path) => ({ what: 'one that the url names', place: findPlace(path) })),
    ...inputs.flatMap((input) => {
      const place = placeOfInput(input);
      return place === undefined ? [] : [{ what: 'the one that is read', place }];
    }),
  ];
}

/** What a command on an open house must not write to. Throws when it would read or print to what the house has open. */
export function guardFiles(url: string, inputs: readonly string[], output: ConsoleOutput): GuardedFile[] {
  refuseOwnInputs(url, inputs);
  const guarded = guardedFiles(url, inputs);
  refuseGuardedStreams(guarded, output);
  return guarded;
}

/**
 * Throws `bad_option` when a command would read the house that it has open, or its lock: to close such a file drops the locks
 * of this process on it.
 */
function refuseOwnInputs(url: string, inputs: readonly string[]): void {
  const house = guardedFiles(url, []);
  for (const input of inputs) {
    const place = placeOfInput(input);
    if (place !== undefined) refuseGuarded('<file>', input, place, house);
  }
}

function placeOfInput(input: string): Place | undefined {
  return input === '-' ? placeOfStream(0) : findPlace(input);
}

/** Throws `bad_option` when the path is one of these. */
export function refuseGuarded(
  field: string,
  path: string,
  place: Place,
  guarded: readonly GuardedFile[],
): void {
  const hit = guarded.find((file) => isSamePlace(file.place, place));
  if (hit !== undefined)
    throw new TallystickError('bad_option', field, path, `another file than ${hit.what}`);
}

/**
 * Throws when what is printed would go to one of these: `>> shop.db` would end a house. Where that is standard error, not
 * even this may be reported.
 */
export function refuseGuardedStreams(guarded: readonly GuardedFile[], output: ConsoleOutput): void {
  for (const [stream, name] of [
    [2, 'standard error'],
    [1, 'standard output'],
  ] as const) {
    const place = placeOfStream(stream);
    if (place === undefined || !guarded.some((file) => isSamePlace(file.place, place))) continue;
    if (stream === 2) output.silence();
    refuseGuarded(name, name, place, guarded);
  }
}

/** The file that a standard stream is; undefined when it is none. */
function placeOfStream(stream: number): Place | undefined {
  try {
    const stats = fstatSync(stream, { bigint: true });
    return stats.isFile() ? { path: `/dev/fd/${stream}`, stats, folder: undefined } : undefined;
  } catch {
    // It was closed by whoever started the program.
    return undefined;
  }
}
