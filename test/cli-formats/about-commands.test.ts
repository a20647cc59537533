import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ExportFormatName, exportBook } from '../../src/cli/export/export-book.ts';
import { FORMAT_LINE } from '../../src/cli/import/file-format.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { readBeancount } from './beancount-subset.ts';
import { withHouse } from './house-with.ts';
import { commandsIn, countsOf, importText, toRejects } from './import-text.ts';

const AT = 86_400_000;
const HOSTILE = 'a b:(c), "d"\n; =1';

async function exported(book: OpenBook, format: ExportFormatName): Promise<string> {
  let text = '';
  await exportBook(book, format, (piece) => {
    text += piece;
  });
  return text;
}

test('exports tell references, metadata and actors, whatever they are', async () => {
  await withHouse(async (house) => {
    const book = house.book('shop');
    await book.openAccount({ id: 'open', account: 'alice', asset: 'GBP/2', effectiveAt: AT });
    const fund = { from: 'world', to: 'alice', amount: 100n, effectiveAt: AT } as const;
    await book.as('user:42').transfer({
      id: 'a',
      ...fund,
      reference: 'order 7',
      metadata: { till: '4', seq: 'x', [HOSTILE]: HOSTILE },
    });
    await book
      .as(HOSTILE)
      .submit([{ kind: 'atomic', id: 'g', reference: HOSTILE, commands: [{ kind: 'transfer', ...fund }] }]);
    await book.transfer({ id: 'plain', ...fund });
    const hledger = await exported(book, 'hledger');
    expect(hledger).toContain(`\
1970-01-02 (order%207) transfer a  ; seq:2, at:86400000, id:a
    ; reference:order%207
    ; actor:user%3A42
`);
    expect(hledger).toContain('    ; metadata-seq:x\n    ; till:4\n    GBP/2:world');
    const word = 'a%20b%3A%28c%29%2C%20%22d%22%0A%3B%20%3D1';
    expect(hledger).toContain(`    ; ${word}:${word}\n`);
    expect(hledger).toContain(`1970-01-02 (${word}) transfer g  ; seq:3`);
    expect(hledger).toContain('1970-01-02 (4) transfer plain  ; seq:4, at:86400000, id:plain\n    GBP/2');
    const beancount = await exported(book, 'beancount');
    readBeancount(beancount);
    expect(beancount).toContain(`\
1970-01-02 * "transfer" "a" ^order-u20-7
  seq: 2
  at: "86400000"
  reference: "order%207"
  actor: "user%3A42"
`);
    expect(beancount).toContain('  metadata-seq: "x"\n  till: "4"\n  Equity:World:GBP-2');
    expect(beancount).toMatch(/ {2}metadata-a-u20-b-u3A-\S+: "a%20b/);
    const csv = await exported(book, 'csv');
    expect(csv).toContain('alice,GBP/2,1.00,100,1.00,100,0.00,0,0.00,0,0.00,0,0.00,0,order 7,"{');
    expect(csv).toContain(',user:42\n');
    expect(csv).toContain(
      '4,plain,transfer,86400000,86400000,alice,GBP/2,1.00,100,1.00,100,0.00,0,0.00,0,0.00,0,0.00,0,,,\n',
    );
    const ndjson = await exported(book, 'ndjson');
    await withHouse(async (other) => {
      const copy = other.book('shop');
      const report = await importText(copy, 'ndjson', ndjson);
      expect(report.isComplete && report.differing.count === 0).toBe(true);
      expect(await exported(copy, 'ndjson')).toBe(ndjson);
      // Again, by whomever: each has its first answer, and the rows keep their actors.
      expect(countsOf(await importText(copy.as('user:1'), 'ndjson', ndjson))).toEqual([4, 4, 0, 0, 0, 4]);
      expect(await exported(copy, 'ndjson')).toBe(ndjson);
    });
  });
});

test('imports take references and metadata from columns, and say who imports', async () => {
  await withHouse(async (house) => {
    const book = house.book('shop');
    await book.openAccount({ account: 'alice', asset: 'GBP/2' });
    const csv = `\
kind,id,from,to,amount,Order,Shop,Till,metadata
transfer,1,world,alice,1.00,order 7,Leeds,4,
transfer,2,world,alice,1.00,,,,
transfer,3,world,alice,1.00,order 8,,5,"{""Till"":""0"",""more"":""yes""}"
`;
    const mapping = { columns: { Order: 'reference' }, metadata: ['Shop', 'Till'] };
    expect(countsOf(await importText(book.as('anna'), 'csv', csv, { mapping }))).toEqual([3, 3, 0, 0, 0, 0]);
    const records = (await commandsIn(book)).slice(1);
    expect(records.map(({ reference, metadata, actor }) => [reference, metadata, actor])).toEqual([
      ['order 7', { Shop: 'Leeds', Till: '4' }, 'anna'],
      [undefined, undefined, 'anna'],
      ['order 8', { Till: '5', more: 'yes' }, 'anna'],
    ]);
    // That the file was imported is done by her, too.
    expect((await allEvents(book)).at(-1)).toMatchObject({ kind: 'record_import', actor: 'anna' });
    expect(countsOf(await importText(book, 'csv', csv, { mapping }))).toEqual([3, 3, 0, 0, 0, 3]);
    const line = { kind: 'transfer', id: '4', from: 'world', to: 'alice', amount: '1.00', Till: 6, Shop: '' };
    const ndjson = `${FORMAT_LINE}${JSON.stringify(line)}\n`;
    expect(countsOf(await importText(book, 'ndjson', ndjson, { mapping, source: 'n' }))).toEqual([
      1, 1, 0, 0, 0, 0,
    ]);
    expect((await commandsIn(book)).at(-1)).toMatchObject({ metadata: { Till: '6' } });
    const missing = importText(book, 'csv', csv, { mapping: { ...mapping, metadata: ['Shop', 'Colour'] } });
    await expect(missing).rejects.toMatchObject({ field: 'metadataColumns', value: 'Colour' });
    const twice = importText(book, 'csv', csv, { mapping: { ...mapping, metadata: ['Shop', 'Shop'] } });
    await expect(twice).rejects.toMatchObject({ field: 'metadataColumns' });
  });
});

test('a column called reference that names the rows is what it was, unless it is said to be the field', async () => {
  await withHouse(async (house) => {
    const book = house.book('shop');
    await book.openAccount({ account: 'alice', asset: 'GBP/2' });
    const csv = 'kind,from,to,amount,reference\ntransfer,world,alice,1.00,r1\n';
    await importText(book, 'csv', csv, { idFrom: ['reference'] });
    expect((await commandsIn(book)).at(-1)).not.toHaveProperty('reference');
    const mapping = { columns: { reference: 'reference' } };
    await importText(book, 'csv', csv, { idFrom: ['reference'], mapping, source: 'other' });
    expect((await commandsIn(book)).at(-1)).toMatchObject({ reference: 'r1' });
  });
});

test('rejected rows come back with all that they say', async () => {
  await inFolder(async (folder) => {
    await withHouse(async (house) => {
      const book = house.book('shop');
      await book.openAccount({ account: 'alice', asset: 'GBP/2' });
      const csv = 'kind,id,from,to,amount,reference,Till\ntransfer,1,world,bob,1.00,order 7,4\n';
      const path = join(folder, 'rejects.ndjson');
      await toRejects(path, (rejects) =>
        importText(book, 'csv', csv, { mapping: { metadata: ['Till'] }, rejects }),
      );
      await book.openAccount({ account: 'bob', asset: 'GBP/2' });
      const text = readFileSync(path, 'utf8');
      expect(countsOf(await importText(book, 'ndjson', text, { retryRefused: true }))).toEqual([
        1, 1, 0, 0, 0, 0,
      ]);
      const again = (await commandsIn(book)).at(-1);
      expect(again).toMatchObject({ ok: true, id: '1', reference: 'order 7', metadata: { Till: '4' } });
    });
  });
});
