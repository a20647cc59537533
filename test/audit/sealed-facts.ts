import { ROW_KINDS, type RowKindName } from '../../src/store/row-kinds.ts';
import type { JournalRow } from '../../src/store/store.ts';
import { rowOf } from './journal-rows.ts';
import type { Row, RowShell, Value } from './row-shell.ts';
import { change } from './tamper-with-rows.ts';

/** A journal row with the link that stands in it. */
type KeptRow = Omit<JournalRow, 'link'> & { readonly link: Uint8Array | null };

/** State rows by their kind, and entries. */
export type FactKind = RowKindName | 'entry';

/**
 * What a house that is closed holds, for somebody who changes it past the house: every fact by what it means, and nothing of
 * where it lies. A layout of stores that is new gets an implementation of its own.
 */
export interface SealedFacts {
  /** The journal of a book, in order. */
  journal(book: string): Promise<KeptRow[]>;
  changeJournal(book: string, seq: number, to: Partial<KeptRow>): Promise<void>;
  changeHead(book: string, to: Row): Promise<void>;
  /** Takes the head of a book away, and nothing else. */
  dropHead(book: string): Promise<void>;
  /** Changes all rows of a kind that have these values; tells how many. */
  change(kind: FactKind, which: Row, to: (row: Row) => Row): Promise<number>;
  /** Takes them away; tells how many. */
  drop(kind: FactKind, which: Row): Promise<number>;
}

/** Which tables rows of a kind lie in: some wait in another one before they come to their place. */
function isTableOf(kind: FactKind, table: string): boolean {
  if (kind === 'entry') return /entries$/i.test(table);
  const own = ROW_KINDS[kind].table;
  return [own, `arrived${own}`].includes(table.toLowerCase());
}

/** The facts of a house whose stores keep each row in a table. */
export function factsInTables(shell: RowShell): SealedFacts {
  const rowsIn = async (kind: FactKind, which: Row): Promise<{ table: string; row: Row }[]> => {
    const found: { table: string; row: Row }[] = [];
    for (const table of (await shell.tables()).filter((name) => isTableOf(kind, name))) {
      const { where, values } = conditionOf(which);
      const rows = await shell.all(`SELECT * FROM "${table}"${where}`, values);
      found.push(...rows.map((row) => ({ table, row })));
    }
    return found;
  };
  const keyOf = async (table: string, row: Row): Promise<Row> => {
    const keys = await shell.keyOf(table);
    return Object.fromEntries(keys.map((name) => [name, row[name] ?? null]));
  };
  return {
    journal: async (book) => {
      const rows = await shell.all(`SELECT * FROM "journal" WHERE "book" = ? ORDER BY "seq"`, [book]);
      return rows.map((row) => ({ ...rowOf(row), link: row.link instanceof Uint8Array ? row.link : null }));
    },
    changeJournal: (book, seq, to) => change(shell, 'journal', { book, seq: BigInt(seq) }, to as Row), // Members of a row are columns here.
    changeHead: (book, to) => change(shell, 'books', { book }, to),
    dropHead: async (book) => void (await shell.run(`DELETE FROM "books" WHERE "book" = ?`, [book])),
    change: async (kind, which, to) => {
      const found = await rowsIn(kind, which);
      for (const { table, row } of found) await change(shell, table, row, to(row));
      return found.length;
    },
    drop: async (kind, which) => {
      const found = await rowsIn(kind, which);
      for (const { table, row } of found) {
        const { where, values } = conditionOf(await keyOf(table, row));
        await shell.run(`DELETE FROM "${table}"${where}`, values);
      }
      return found.length;
    },
  };
}

function conditionOf(which: Row): { readonly where: string; readonly values: Value[] } {
  const names = Object.keys(which);
  const where = names.length === 0 ? '' : ` WHERE ${names.map((name) => `"${name}" = ?`).join(' AND ')}`;
  return { where, values: Object.values(which) };
}
