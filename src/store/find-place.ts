import { type BigIntStats, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, sep } from 'node:path';

/** Where a path leads to, through all links: what is there, or where it would be made. */
export interface Place {
  /** The path behind all links, where that is a file or nothing yet. */
  readonly path: string;
  /** What is there; undefined: nothing. */
  readonly stats: BigIntStats | undefined;
  readonly folder: BigIntStats | undefined;
}

/** As many links in a row as Linux follows. */
const LINKS_MAX = 40;

/** Follows a path. A link to nothing leads to where opening it would make a file. Throws what the system says. */
export function findPlace(path: string): Place {
  let at = path;
  for (let links = 0; links < LINKS_MAX; links += 1) {
    const stats = statOf(at);
    // What is no file, such as a pipe behind /dev/fd, need not have a path of its own.
    if (stats !== undefined) return placeAt(stats.isFile() ? realpathSync(at) : at, stats);
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) break;
    const target = readlinkSync(at);
    // Not joined: the system looks up `..` behind a link, and not before it.
    at = isAbsolute(target) ? target : `${dirname(at)}${sep}${target}`;
  }
  return placeAt(at, undefined);
}

/**
 * Whether two places are one: by device and inode, so that links, `..` and hard links are seen through. Where nothing is
 * yet, by folder and name, in which case plays no part: on some disks it plays none.
 */
export function isSamePlace(a: Place, b: Place): boolean {
  if (a.stats !== undefined && b.stats !== undefined) return isSameNode(a.stats, b.stats);
  if (a.stats !== undefined || b.stats !== undefined) return false;
  if (a.folder === undefined || b.folder === undefined || !isSameNode(a.folder, b.folder)) return false;
  return nameOf(a) === nameOf(b);
}

export function isSameNode(a: BigIntStats, b: BigIntStats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

function placeAt(path: string, stats: BigIntStats | undefined): Place {
  return { path, stats, folder: statOf(dirname(path)) };
}

function statOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

function nameOf({ path }: Place): string {
  return basename(path).normalize('NFC').toLowerCase();
}
