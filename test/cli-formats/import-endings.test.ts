import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { decodeUtf8, NotUtf8 } from '../../src/cli/import/decode-utf8.ts';
import { importFile } from '../../src/cli/import/import-file.ts';
import type { ImportOptions } from '../../src/cli/import/import-options.ts';
import type { ImportedBook } from '../../src/cli/import/imported-book.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { HEADER, type Payment, textOf } from './bank-export.ts';
import { collect } from './collect.ts';
import { importBank, type Options, paidTo, sums, withBank } from './import-bank.ts';
import { commandsIn } from './import-text.ts';

const spools = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('tallystick-spool-'));
let before: string[] = [];
beforeAll(() => {
  before = spools();
});
afterAll(() => expect(spools()).toEqual(before));

const ROWS = 20_000;
const MANY = Array.from({ length: ROWS }, (_, i): Payment => {
  return {
    number: i,
    day: 1 + Math.floor(i / 1_000),
    amount: 1 + (i % 7),
    to: i % 3 ? 'ann' : 'bob',
    note: 'tea',
  };
});
const WHOLE = Buffer.from(textOf(MANY));
const BROKEN = Buffer.from(WHOLE);
BROKEN[BROKEN.length - 4] = 0xff;

function importBytes(book: OpenBook, bytes: Buffer | Readable, options: Options = {}) {
  const readable = bytes instanceof Readable ? bytes : Readable.from([bytes]);
  const { columns, defaults } = BANK;
  return importFile(book, {
    readable,
    format: 'csv',
    source: 'bank',
    mapping: { columns, defaults },
    ...options,
  });
}
const BANK = {
  columns: { Date: 'effectiveAt', Amount: 'amountMinor', To: 'to', Text: null, Balance: null },
  defaults: { kind: 'transfer', from: 'world' },
};

describe('reading that ends too early', () => {
  test.each([
    ['a bad byte in the last row', () => BROKEN, /UTF-8/, ROWS - 1],
    ['a gzip file that was cut off', () => gzipSync(WHOLE).subarray(0, -20), /gzip/, undefined],
    [
      'a stream that fails',
      () => {
        const half = WHOLE.subarray(0, WHOLE.indexOf('\n', WHOLE.length / 2) + 1);
        return Readable.from(
          (async function* () {
            yield half;
            throw new Error('the line went dead');
          })(),
        );
      },
      /went dead/,
      undefined,
    ],
  ])(
    '%s: all rows before it are done, and told; the whole file then does the rest',
    async (_, bytes, said, count) => {
      await withBank(async (book) => {
        const report = await importBytes(book, bytes());
        expect(report.isComplete).toBe(false);
        expect(report.failure?.message).toMatch(said);
        // Line 1 is the header.
        expect(report.failure?.line).toBe(report.read + 1);
        if (count !== undefined) expect(report.read).toBe(count);
        expect(report.read).toBeGreaterThan(0);
        expect([report.accepted, report.malformed, report.unrecorded]).toEqual([report.read, 0, null]);
        expect(await paidTo(book)).toEqual(sums([MANY.slice(0, report.read)]));
        expect((await book.imports()).items).toEqual([]);
        const rest = await importBytes(book, WHOLE);
        expect([rest.accepted, rest.repeated, rest.failure]).toEqual([ROWS, report.read, null]);
        expect(await paidTo(book)).toEqual(sums([MANY]));
      });
    },
    60_000,
  );

  test('where the source was imported before: what was read is compared, and done', async () => {
    await withBank(async (book) => {
      await importBytes(book, Buffer.from(textOf(MANY.slice(0, 500))));
      const report = await importBytes(book, BROKEN);
      expect(report).toMatchObject({ read: ROWS - 1, repeated: 500, isComplete: false, changes: null });
      expect(report.failure?.line).toBe(ROWS);
      const late = { ...(MANY[0] as Payment), number: -1, day: 3, amount: 9 };
      const text = Buffer.from(textOf([...MANY, late]));
      await importBytes(book, WHOLE);
      text[text.length - 1] = 0xff;
      expect(await importBytes(book, text)).toMatchObject({ read: ROWS, changes: null, isComplete: false });
    });
  }, 60_000);

  test('from behind: nothing is done, because the oldest rows are the missing ones', async () => {
    await withBank(async (book) => {
      const report = await importBytes(book, BROKEN, { reverse: true });
      expect(report).toMatchObject({ read: 0, isComplete: false, failure: { line: ROWS } });
      const unended = `${textOf(MANY.slice(0, 3))}2026-01-01,"no end`;
      expect(await importBank(book, unended, { reverse: true })).toMatchObject({
        read: 0,
        isComplete: false,
      });
      expect(await importBank(book, unended)).toMatchObject({ read: 4, accepted: 3, isComplete: false });
    });
  }, 60_000);

  test('before any row, or for another reason, it is thrown, and nothing is done', async () => {
    await withBank(async (book) => {
      for (const options of [{}, { reverse: true }]) {
        const broken = Buffer.from(`${HEADER}\u00e9`, 'latin1');
        await expect(importBytes(book, broken, options)).rejects.toMatchObject({ field: 'path' });
      }
      expect(await commandsIn(book)).toHaveLength(2);
    });
  });
});

describe('a batch that fails', () => {
  const rows = MANY.slice(0, 12);

  /** A book that lets so many calls pass, and fails then; what came behind the failure is counted. */
  function failing(book: OpenBook, passing: number) {
    let calls = 0;
    const imported: ImportedBook = {
      accounts: (query) => book.accounts(query),
      holds: (query) => book.holds(query),
      offers: (query) => book.offers(query),
      imports: (query) => book.imports(query),
      recordedIds: (ids) => book.recordedIds(ids),
      submit: async (commands) => {
        calls += 1;
        if (calls > passing) throw new StoreError('store_failed', 'disk full');
        return await book.submit(commands as Parameters<OpenBook['submit']>[0]);
      },
    };
    return { imported, calls: () => calls };
  }

  const run = (book: ImportedBook, text: string | Buffer, options: Partial<ImportOptions> = {}) =>
    importFile(book, {
      readable: Readable.from([Buffer.from(text)]),
      format: 'csv',
      source: 'bank',
      mapping: BANK,
      batchSize: 3,
      ...options,
    });

  test('is what the import says, wherever it stands, and nothing behind it is begun', async () => {
    for (const reverse of [false, true]) {
      for (let passing = 0; passing < 5; passing += 1) {
        await withBank(async (book) => {
          const { imported, calls } = failing(book, passing);
          await expect(run(imported, textOf(rows), { reverse })).rejects.toMatchObject({
            code: 'store_failed',
          });
          expect(calls()).toBe(passing + 1);
          expect(await commandsIn(book)).toHaveLength(2 + 3 * Math.min(passing, 4));
          expect((await book.imports()).items).toEqual([]);
          const report = await run(book, textOf(rows));
          expect([report.accepted, report.repeated]).toEqual([12, 3 * Math.min(passing, 4)]);
        });
      }
    }
  });

  test('is not hidden by an error of reading that comes after it', async () => {
    await withBank(async (book) => {
      const { imported, calls } = failing(book, 1);
      const bytes = Buffer.from(textOf(rows));
      bytes[bytes.length - 2] = 0xff;
      await expect(run(imported, bytes)).rejects.toMatchObject({ code: 'store_failed' });
      expect(calls()).toBe(2);
    });
  });
});

describe('UTF-8', () => {
  const pieces = (bytes: Buffer, sizes: readonly number[]) =>
    (async function* () {
      for (let at = 0, i = 0; at < bytes.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        yield bytes.subarray(at, at + size);
        at += size;
      }
    })();
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\n', ',') });

  test('in pieces of any size is the text, without its mark', async () => {
    await fc.assert(
      fc.asyncProperty(text, sizes, fc.boolean(), async (whole, lengths, isMarked) => {
        const bytes = Buffer.from(`${isMarked ? '\uFEFF' : ''}${whole}`);
        expect((await collect(decodeUtf8(pieces(bytes, lengths)))).join('')).toBe(whole);
      }),
    );
  });

  test('up to a bad byte is at least all lines that are whole, and then it is said', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (good, behind) => {
        const bytes = Buffer.concat([Buffer.from(good), Buffer.from([0xff]), Buffer.from(behind)]);
        const read: string[] = [];
        const all = async (): Promise<void> => {
          for await (const piece of decodeUtf8(pieces(bytes, [bytes.length]))) read.push(piece);
        };
        await expect(all()).rejects.toThrow(NotUtf8);
        const given = read.join('');
        expect(good.startsWith(given)).toBe(true);
        expect(given.length).toBeGreaterThan(good.lastIndexOf('\n'));
      }),
    );
  });
});
