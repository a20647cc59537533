import { ROW_KINDS } from '../row-kinds.ts';
import { SIDE_KINDS, type SideKindName, type SideRows } from '../side-kinds.ts';
import { distinctKeys, type RowKey } from '../side-rows.ts';
import { arrayType, integersToSql, type SqlInput, textsToSql, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import type { Sending } from './insert-many.ts';
import { rowFromSql } from './rows.ts';
import { quoted, type Statement, statement } from './statements.ts';

/** The statements about side rows of one kind by their keys. */
interface SidePlan {
  readonly select: Statement;
  readonly remove: Statement;
  /** How a column of many keys is sent. */
  readonly keysToSql: readonly ((keys: readonly RowKey[]) => SqlInput)[];
}

const PLANS = Object.fromEntries(
  (Object.keys(SIDE_KINDS) as SideKindName[]).map((kind) => [kind, planOf(kind)]),
) as Readonly<Record<SideKindName, SidePlan>>; // One for each name.

/** The first column of the keys is named twice: whatever way the server joins, it looks at no other rows. */
function planOf(kind: SideKindName): SidePlan {
  const { table, columns, key } = ROW_KINDS[kind];
  const types = key.map((name) => columns[name].type);
  const names = key.map(quoted);
  const lists = types.map((type, i) => `$${i + 2}::${arrayType(type)}`);
  const asked = `unnest(${lists.join(', ')}) AS "asked" (${names.join(', ')})`;
  const same = names.map((name) => `"row".${name} = "asked".${name}`);
  const where = ['"row"."book" = $1', `"row".${names[0]} = ANY (${lists[0]})`, ...same].join(' AND ');
  const shown = Object.keys(columns).map((name) => `"row".${quoted(name)}`);
  return {
    select: statement(
      'book',
      `SELECT ${shown.join(', ')} FROM @${table} AS "row" CROSS JOIN ${asked} WHERE ${where}`,
    ),
    remove: statement('book', `DELETE FROM @${table} AS "row" USING ${asked} WHERE ${where}`),
    keysToSql: types.map((type, i) =>
      type === 'text'
        ? (keys) => textsToSql(keys.map((one) => String(one[i])))
        : (keys) => integersToSql(keys.map((one) => Number(one[i]))),
    ),
  };
}

/** The rows with these keys. */
export async function readSideRows<K extends SideKindName>(
  connection: Connection,
  book: string,
  kind: K,
  keys: readonly RowKey[],
): Promise<SideRows[K][]> {
  if (keys.length === 0) return [];
  const { select, keysToSql } = PLANS[kind];
  const asked = distinctKeys(keys);
  const rows = await connection.all(select, textToSql(book), ...keysToSql.map((toSql) => toSql(asked)));
  return rows.map((row) => rowFromSql(kind, row));
}

/** Deletes the rows with these keys. */
export function removeSideRows(
  connection: Connection,
  book: string,
  kind: SideKindName,
  keys: readonly RowKey[],
): Sending[] {
  if (keys.length === 0) return [];
  const { remove, keysToSql } = PLANS[kind];
  return [() => connection.run(remove, textToSql(book), ...keysToSql.map((toSql) => toSql(keys)))];
}
