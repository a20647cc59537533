import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { isList } from '../../base/plain-object.ts';
import type { BookReader } from './book-reader.ts';

/** Those of some ids that are taken, by commands or within groups. One question of the store. */
export async function recordedIds(reader: BookReader, ids: readonly string[]): Promise<string[]> {
  if (!isList(ids) || ids.length > PAGE_ROWS_MAX) {
    throw new TallystickError('bad_option', 'ids', ids, `a list of at most ${PAGE_ROWS_MAX} ids`);
  }
  const checked = Array.from(ids, (id: unknown, i) => checkId(`ids[${i}]`, id));
  if (checked.length === 0) return [];
  return reader.withSnapshot(async (view) => {
    const found = await view.find(reader.book, 'command', 'id', [...new Set(checked)]);
    const taken = new Set(found.map(({ id }) => id));
    return checked.filter((id) => taken.has(id));
  });
}
