import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PreparedFile, PreparedRow } from '../../src/cli/import/prepare-rows.ts';
import {
  account,
  amount,
  clock,
  count,
  end,
  flag,
  limit,
  moment,
  optional,
  text,
} from '../../src/commands/field.ts';
import { HOLDS } from '../../src/commands/hold-commands.ts';
import { POSTINGS } from '../../src/commands/posting-commands.ts';
import type { House } from '../support/house/house-door.ts';

/** A kind that stands in the table and nowhere else: one field of each form, none under a name that there is. */
Object.assign(HOLDS, {
  levy: {
    kind: 'levy',
    fields: {
      payee: account('who gets it', 'to'),
      payer: account('who pays', 'from'),
      fee: amount(),
      since: moment('from when on'),
      stand: clock('what has happened so far'),
      share: count('how many parts'),
      code: text('what it is called'),
      lines: optional('none', POSTINGS.post.fields.entries),
      cap: optional('none', limit('at most')),
      dueBy: optional('never', end('until when')),
      quiet: optional('false', flag('whether nobody is told')),
    },
    events: [],
    reasons: [],
    cli: { summary: '', examples: [], done: '' },
  },
});

const CSV = `kind,payer,payee,fee,capMinor,dueBy,since,stand,share,code,quiet,lines,effectiveAt
levy,alice,bob,12.50,99,2026-01-31,2026-01-01,"{""n"":""3""}",4,x1,true,"[{""account"":""alice"",""amount"":""-1""},{""account"":""bob"",""amountMinor"":""100""}]",2026-01-02
levy,alice,bob,12.50,null,null,2026-01-01,"{""n"":""3""}",4,x1,false,"[{""account"":""alice"",""amount"":""-1""},{""account"":""bob"",""amountMinor"":""100""}]",2026-01-02
levy,alice,carl,12.505,,,2026-01-01,{},4,x1,,,2026-01-02
`;
const ROW = {
  kind: 'levy',
  payer: 'alice',
  payee: 'bob',
  fee: '12.50',
  capMinor: '99',
  dueBy: '2026-01-31',
  since: '2026-01-01',
  stand: { n: '3' },
  share: 4,
  code: 'x1',
  quiet: true,
  lines: [
    { account: 'alice', amount: '-1' },
    { account: 'bob', amountMinor: '100' },
  ],
  effectiveAt: '2026-01-02',
};
const LEVY = {
  kind: 'levy',
  id: expect.stringMatching(/^import:test:/),
  payer: 'alice',
  payee: 'bob',
  fee: 1250n,
  cap: 99n,
  dueBy: Date.UTC(2026, 1, 1),
  since: Date.UTC(2026, 0, 1),
  stand: { n: 3n },
  share: 4,
  code: 'x1',
  quiet: true,
  lines: [
    { account: 'alice', amount: -100n },
    { account: 'bob', amount: 100n },
  ],
  effectiveAt: Date.UTC(2026, 0, 2),
};

let house: House;
beforeAll(async () => {
  const { open } = await import('../../src/engine/open-house.ts');
  house = await open('memory:');
  for (const id of ['alice', 'bob']) {
    await house.book('b').openAccount({ account: id, asset: 'GBP/2', effectiveAt: 0 });
  }
});
afterAll(() => house.close());

/** The rows of a file with their amounts read. What is wrong with one is told in place of it. */
async function rowsOf(format: 'csv' | 'ndjson', content: string): Promise<(PreparedRow | string)[]> {
  // Whatever is made of the table must be made after the new kind came into it.
  const { prepareFile } = await import('../../src/cli/import/prepare-rows.ts');
  const { readMapping } = await import('../../src/cli/import/map-names.ts');
  const { AmountResolver } = await import('../../src/cli/import/resolve-amounts.ts');
  async function* texts(): AsyncGenerator<string> {
    yield content;
  }
  const file: PreparedFile = await prepareFile(format, texts(), { map: readMapping(), source: 'test' });
  const resolver = new AmountResolver(house.book('b'));
  const rows: (PreparedRow | string)[] = [];
  for await (const input of file.rows) {
    const row = file.prepare(input);
    rows.push(
      row.problem ??
        (await resolver.resolve(row).then(
          () => row,
          (error: Error) => error.message,
        )),
    );
  }
  return rows;
}

test('rows of a kind that only came into the table are read, in CSV and in NDJSON, and told apart', async () => {
  const [first, second, third] = await rowsOf('csv', CSV);
  expect(first).toMatchObject({ command: LEVY, occurrence: 1 });
  expect(third).toBe('fee: expected at most 2 decimals (GBP/2), got "12.505"');
  // What bounds it, and how it is carried out, does not tell it from another.
  expect(second).toMatchObject({ command: { ...LEVY, cap: null, dueBy: null, quiet: false }, occurrence: 2 });
  const { FORMAT_LINE } = await import('../../src/cli/import/file-format.ts');
  const json = (row: object): Promise<(PreparedRow | string)[]> =>
    rowsOf('ndjson', FORMAT_LINE + JSON.stringify(row));
  const { id } = first as PreparedRow;
  expect(await json(ROW)).toMatchObject([{ command: LEVY, id }]);
  for (const other of [
    { payer: 'bob' },
    { payee: 'alice' },
    { fee: '1' },
    { since: 5 },
    { share: 5 },
    { code: 'x2' },
  ]) {
    const [row] = await json({ ...ROW, ...other });
    expect(row).toMatchObject({ command: { kind: 'levy' } });
    expect((row as PreparedRow).id, JSON.stringify(other)).not.toBe(id);
  }
  expect(await json({ ...ROW, fee: 12.5 })).toEqual([
    'fee: expected text such as "12.50", and not the JSON number 12.5, which readers may round, got 12.5',
  ]);
});

test('a record of such a kind is written with its units and read back as it was', async () => {
  const { recordJson } = await import('../../src/cli/name-assets.ts');
  const { AssetFinder } = await import('../../src/cli/find-asset.ts');
  const { FORMAT_LINE } = await import('../../src/cli/import/file-format.ts');
  const command = { ...LEVY, id: 'l1', cap: null };
  const record = { seq: 1, id: 'l1', effectiveAt: LEVY.effectiveAt, ok: false, command, entries: [] };
  const { lines: _, ...levy } = command;
  for (const one of [command, levy]) {
    const json = await recordJson({ ...record, command: one }, new AssetFinder(house.book('b')));
    const told = one === levy ? { fee: '12.50', cap: null, asset: 'GBP/2' } : {};
    expect(json).toMatchObject({ command: { ...told, feeMinor: '1250', capMinor: null, stand: { n: '3' } } });
    const [row] = await rowsOf('ndjson', FORMAT_LINE + JSON.stringify(json));
    expect(row).toMatchObject({ command: one, isReturning: true });
  }
});
