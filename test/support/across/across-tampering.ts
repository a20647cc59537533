import { DatabaseSync } from 'node:sqlite';
import { linkOf } from '../../../src/engine/text/link-hash.ts';
import type { JournalRow } from '../../../src/store/store.ts';

/** Somebody with a shell who changes a file by SQL, and knows how the chain of hashes is made. */
export class CleverTamperer {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
  }

  textOf(book: string, id: string, column: 'request' | 'answer' = 'request'): string {
    const find = `SELECT "${column}" AS "text" FROM "journal" WHERE "book" = ? AND "id" = ?`;
    return String(this.#database.prepare(find).get(book, id)?.text);
  }

  /** Puts another text where one stands in a journal row. */
  rewrite(book: string, id: string, column: 'request' | 'answer', from: string | RegExp, to: string): void {
    const before = this.textOf(book, id, column);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`there is no ${from} in ${before}`);
    this.#database
      .prepare(`UPDATE "journal" SET "${column}" = ? WHERE "book" = ? AND "id" = ?`)
      .run(after, book, id);
  }

  /** Takes the last row of a book away, which must be one that changed nothing, with all that points to it. */
  dropLast(book: string, id: string): void {
    const { changes } = this.#database
      .prepare(`DELETE FROM "journal" WHERE "book" = ? AND "id" = ? AND "isAccepted" = 0`)
      .run(book, id);
    if (changes !== 1) throw new Error(`${id} is no refused row of ${book}`);
    this.#database.prepare(`DELETE FROM "commands" WHERE "book" = ? AND "id" = ?`).run(book, id);
  }

  /** Puts the whole of a book as another house has it in the place of this one's. */
  splice(book: string, otherFile: string): void {
    this.#database.exec(`ATTACH '${otherFile}' AS "other"`);
    const tables = this.#database.prepare(`SELECT "name" FROM sqlite_schema WHERE "type" = 'table'`).all();
    for (const { name } of tables) {
      const columns = this.#database
        .prepare(`SELECT "name" FROM pragma_table_info(?) WHERE "name" <> 'number'`)
        .all(String(name))
        .map((column) => `"${column.name}"`)
        .join(', ');
      // What is told of the house as a whole stays this one's.
      if (!columns.includes('"book"')) continue;
      this.#database.prepare(`DELETE FROM "${name}" WHERE "book" = ?`).run(book);
      const copy = `INSERT INTO "${name}" (${columns}) SELECT ${columns} FROM "other"."${name}" WHERE "book" = ?`;
      this.#database.prepare(copy).run(book);
    }
  }

  /** Makes the chain of a book fit again, and its head. */
  fitChain(book: string): void {
    const rows = this.#database.prepare(`SELECT * FROM "journal" WHERE "book" = ? ORDER BY "seq"`).all(book);
    let link: Uint8Array = new Uint8Array(32);
    let batch: JournalRow[] = [];
    for (const [i, row] of rows.entries()) {
      const journalRow = { ...row, isAccepted: row.isAccepted === 1 } as unknown as JournalRow; // Its columns.
      batch.push(journalRow);
      if (row.link === null && i < rows.length - 1) continue;
      link = linkOf(link, batch);
      batch = [];
      this.#database
        .prepare(`UPDATE "journal" SET "link" = ? WHERE "book" = ? AND "seq" = ?`)
        .run(link, book, Number(row.seq));
    }
    const last = rows.at(-1);
    this.#database
      .prepare(
        `UPDATE "books" SET "link" = ?, "seq" = ?, "recordedAt" = ?,
          "assignedAt" = (SELECT max("assignedAt") FROM "journal" WHERE "book" = "books"."book") WHERE "book" = ?`,
      )
      .run(link, Number(last?.seq), Number(last?.recordedAt), book);
  }

  close(): void {
    this.#database.close();
  }
}
