import { expect, test } from 'vitest';
import { open } from '../../engine/open-house.ts';
import { toJson } from '../../money/to-json.ts';
import { readRecord } from './read-record.ts';

test('lines of a journal in which something private was erased are read; the erasure, and what was private, are not', async () => {
  await using house = await open('memory:', { clock: () => 5, announceExpiries: false });
  const book = house.book('b');
  await book.openAccount({ account: 'a', asset: 'GBP/2', id: 'o', private: { name: 'Alice' } });
  await book.erase({ account: 'a' });
  const lines = (await book.events()).map((record) => readRecord(JSON.parse(JSON.stringify(toJson(record)))));
  expect(lines).toMatchObject([{ command: { kind: 'open_account', account: 'a', id: 'o' }, ok: true }, null]);
  expect(JSON.stringify(lines)).not.toMatch(/private|Alice/);
});
