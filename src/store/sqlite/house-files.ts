/**
 * What belongs to a house in a file, each as an ending of its name: the file, what SQLite keeps beside it, the lock, and what
 * SQLite keeps beside that, and a new house before it is in its place. Nothing else may be written there.
 */
export const HOUSE_FILE_ENDINGS: readonly string[] = [
  '',
  '-wal',
  '-shm',
  '-journal',
  '-lock',
  '-lock-journal',
  '-restoring',
  '-making',
];

/** The ending by which a path would be a file of the house with the name before it; undefined: the path is free. */
export function houseEndingOf(path: string): string | undefined {
  const name = path.replace(/[/\\]+$/, '').toLowerCase();
  return HOUSE_FILE_ENDINGS.find((ending) => ending !== '' && name.endsWith(ending));
}
