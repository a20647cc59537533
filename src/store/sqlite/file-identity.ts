import { type BigIntStats, lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Which file a path leads to now: two paths, or two moments, with the same answer are about one file. */
export type FileIdentity = string;

/** Undefined when nothing is there, or when there is no way to it any more. Throws what else the system says. */
export function identityOf(path: string): FileIdentity | undefined {
  const stats = statsOf(path);
  return stats && `${stats.dev}:${stats.ino}`;
}

/** What the system knows of the file that a path leads to; undefined when there is none. */
export function statsOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    // What was a folder on the way to it is a file now.
    if (systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Where a path leads, through links, whether there is a file or not; its folder must be there. */
export function locate(path: string): string {
  const place = join(realpathSync(dirname(resolve(path))), basename(path));
  const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (!isLink) return place;
  // A link in a circle is an error of the system.
  return statsOf(place) === undefined
    ? locate(resolve(dirname(place), readlinkSync(place)))
    : realpathSync(place);
}

/** Which column of a line of mounts is where it is mounted, in which characters that would part columns are octal. */
const MOUNT_POINT_COLUMN = 4;

/** Whether something is mounted exactly there. False where the system has no list of mounts, as only Linux has. */
export function isMountPoint(place: string): boolean {
  return mounts().some((line) => {
    const column = line.split(' ')[MOUNT_POINT_COLUMN] ?? '';
    const bytes = column.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    return Buffer.from(bytes, 'latin1').toString('utf8') === place;
  });
}

function mounts(): string[] {
  try {
    // As bytes: a mount may have a name that is no text.
    return readFileSync('/proc/self/mountinfo', 'latin1').split('\n');
  } catch {
    return [];
  }
}

/** The system's name of what went wrong, such as `ENOENT`; undefined for any other error. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Files that must stay what they are as long as they are open, each known by its path and by what it was. */
export class FileWatch {
  readonly #files: readonly (readonly [path: string, identity: FileIdentity | undefined])[];

  constructor(paths: readonly string[]) {
    this.#files = paths.map((path) => [path, identityOf(path)]);
  }

  /** The first path that leads to another file than it did, or to none. Cost: some microseconds. */
  lost(): string | undefined {
    return this.#files.find(([path, identity]) => !leadsTo(path, identity))?.[0];
  }
}

function leadsTo(path: string, identity: FileIdentity | undefined): boolean {
  try {
    return identityOf(path) === identity;
  } catch {
    // A way that nobody can go any more leads nowhere.
    return false;
  }
}
