import { pathToFileURL } from 'node:url';
import { textFromSql } from './column-values.ts';
import { DatabaseSync } from './connection.ts';

/**
 * A text that a house's row has in its file alone, without its log; undefined: it cannot be read. By SQLite, since a handle of
 * our own, when it is closed, would drop the locks of this process on the file.
 */
export function readAlone(file: string, column: 'id' | 'mark'): string | undefined {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  const value = column === 'id' ? '"id"' : 'lower(hex("mark"))';
  let alone: DatabaseSync | undefined;
  try {
    alone = new DatabaseSync(url, { readOnly: true });
    return textFromSql(alone.prepare(`SELECT ${value} AS "value" FROM "house"`).get()?.value);
  } catch {
    return undefined;
  } finally {
    alone?.close();
  }
}
