import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backup, restore } from '../../src/engine/backup-house.ts';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { FIRST_LINK, linkOf } from '../../src/engine/text/link-hash.ts';
import { RULES_VERSION } from '../../src/kernel/rules-version.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { JournalRow, Store } from '../../src/store/store.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import type { House } from '../support/house/house-door.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { DURABLE_HOUSES, HOUSES, inPlace } from '../support/house/house-places.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const GBP = 'GBP/2';
const NOT_AGAIN = 'commands of rules v1: not decided again';
const QUIET = { announceExpiries: false };

/** As a later version of the package leaves a book: its head names rules that nobody here knows. */
async function writeByLaterRules(store: Store, book: string): Promise<void> {
  const transaction = await store.begin();
  const head = { ...(await transaction.lock(book)), rules: RULES_VERSION + 1 };
  const nothing = { journal: [], rows: {}, entries: [], staleCheckpoints: [], checkpoints: [] };
  await transaction.write(book, { head, ...nothing });
  await transaction.commit();
}

async function fund(house: House, book: string, account: string): Promise<void> {
  await house.book(book).openAccount({ account, asset: GBP });
  await house.book(book).transfer({ from: 'world', to: account, amount: 100n });
}

describe.each(HOUSES)('the version of the rules, on $name', (kind) => {
  test('stands in every row of the journal, and says so when it is read', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, QUIET);
      expect(await house.info()).toMatchObject({ rulesVersion: 1 });
      await fund(house, 'a', 'ann');
      await fund(house, 'b', 'bob');
      const a = house.book('a');
      await a.transfer({ from: 'ann', to: 'nobody', amount: 1n });
      await a.transaction(async (tx) => tx.transfer({ from: 'ann', to: 'world', amount: 1n }));
      const ends = { from: { book: 'a', account: 'ann' }, to: { book: 'b', account: 'bob' } };
      expect(await house.transfer({ ...ends, amount: 1n })).toMatchObject({ ok: true });
      for (const { rules } of [...(await a.events()), ...(await house.book('b').events())])
        expect(rules).toBe(3);
      expect(await house.info()).toMatchObject({ rulesVersion: 3 });
      const { problems, checked } = await house.verify({ decideAgain: true });
      expect(problems).toEqual([]);
      expect(checked).toMatchObject({ 'commands decided again': 8 });
      expect(checked).not.toHaveProperty([NOT_AGAIN]);
    });
  });

  test('that is later than the code knows is refused by name, behind which nothing is written', async () => {
    await inPlace(kind, async (place) => {
      const store = await place.openStore();
      await using house = await openHouse(store, QUIET);
      await fund(house, 'a', 'ann');
      await fund(house, 'b', 'bob');
      const a = house.book('a');
      const before = await a.events();
      await writeByLaterRules(store, 'a');
      const refused = {
        code: 'store_version',
        message: expect.stringMatching(/^book a of .* version 4 of the rules.* up to version 3: take/),
      };
      const move = { from: 'ann', to: 'world', amount: 1n };
      await expect(a.transfer(move)).rejects.toMatchObject(refused);
      await expect(a.transaction(async (tx) => tx.transfer(move))).rejects.toMatchObject(refused);
      const ends = { from: { book: 'b', account: 'bob' }, to: { book: 'a', account: 'ann' } };
      await expect(house.transfer({ ...ends, amount: 1n })).rejects.toMatchObject(refused);
      expect(await a.events()).toEqual(before);
      expect(await house.book('b').balance('bob')).toMatchObject({ available: 100n });
      // Other books go on.
      expect(await house.book('b').transfer({ ...move, from: 'bob' })).toMatchObject({ ok: true });
    });
  });
});

test.each(DURABLE_HOUSES)('a house that knows later rules is not opened, on $name', async (kind) => {
  await inPlace(kind, async (place) => {
    const house = await open(place.url, QUIET);
    await fund(house, 'a', 'ann');
    await house.close();
    const store = await place.openStore();
    await writeByLaterRules(store, 'a');
    await store.close();
    const message = expect.stringMatching(/version 4 of the rules.* up to version 3: take the version/);
    await expect(open(place.url)).rejects.toMatchObject({ code: 'store_version', message });
    // It is let go of.
    await (await place.openStore()).close();
  });
});

test('a file that knows later rules stays as it is, and is neither backed up nor restored', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'house.db');
    const house = await open(houseIn(folder), QUIET);
    await fund(house, 'a', 'ann');
    await house.close();
    const opened = await openStore(houseIn(folder));
    await writeByLaterRules(opened, 'a');
    await opened.close();
    const bytes = readFileSync(file);
    const refused = { code: 'store_version', message: expect.stringMatching(/version 4 of the rules/) };
    await expect(open(houseIn(folder))).rejects.toMatchObject(refused);
    await expect(backup(houseIn(folder), join(folder, 'copy.db'))).rejects.toMatchObject(refused);
    const elsewhere = `sqlite:${join(folder, 'other.db')}`;
    await expect(restore(file, elsewhere)).rejects.toMatchObject(refused);
    await expect(open(elsewhere, { create: false })).rejects.toMatchObject({ code: 'house_missing' });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});

test('what was recorded before there were versions keeps its links, and is not decided again', async () => {
  await withOldHouse('house-of-file-version-1', async (url) => {
    const house = await open(url, { ...QUIET, clock: () => 9_000 });
    expect(await house.info()).toMatchObject({ rulesVersion: 1 });
    const shop = house.book('shop');
    const old = await shop.events();
    const bank = (await house.book('bank').events()).length;
    expect(new Set(old.map(({ rules }) => rules))).toEqual(new Set([1]));
    const first = await house.verify({ decideAgain: true });
    expect(first).toMatchObject({ ok: true, problems: [] });
    expect(first.checked).toMatchObject({ 'commands decided again': 0, [NOT_AGAIN]: old.length + bank });
    expect(await shop.transfer({ from: 'world', to: 'ann', amount: 1n })).toMatchObject({ ok: true });
    const all = await shop.events();
    expect(all.slice(0, -1)).toEqual(old);
    expect(all.at(-1)).toMatchObject({ rules: 3 });
    const { ok, checked } = await house.verify({ decideAgain: true });
    expect(ok).toBe(true);
    expect(checked).toMatchObject({ 'commands decided again': 1, [NOT_AGAIN]: old.length + bank });
    expect((await house.verify()).checked).not.toHaveProperty([NOT_AGAIN]);
    await house.close();
    // A copy has them, too.
    await inFolder(async (folder) => {
      await backup(url, join(folder, 'copy.db'));
      const { url: restored } = await restore(join(folder, 'copy.db'), `sqlite:${join(folder, 'new.db')}`);
      await using copy = await open(restored, QUIET);
      expect(await copy.book('shop').events()).toEqual(all);
      expect(await copy.info()).toMatchObject({ rulesVersion: 3 });
    });
    const { code, stdout } = await runInProcess(['verify', '--decide-again', '--house', url]);
    expect(code).toBe(0);
    expect(stdout).toContain(`1 commands decided again, ${old.length + bank} ${NOT_AGAIN}`);
  });
});

describe('the chain', () => {
  const row: Omit<JournalRow, 'link'> = {
    seq: 1,
    id: 'c1',
    kind: 'transfer',
    assignedAt: null,
    recordedAt: 5,
    isAccepted: true,
    request: '{"kind":"transfer"}',
    answer: '[]',
    retryOf: null,
    rules: 1,
    actor: null,
  };
  const hashOf = (text: string): string => createHash('sha256').update(FIRST_LINK).update(text).digest('hex');
  const linkText = (more: Partial<JournalRow>): string =>
    Buffer.from(linkOf(FIRST_LINK, [{ ...row, ...more }])).toString('hex');

  test('holds the version, but for the first, which rows had before there was another', () => {
    const texts = '\nc1transfer{"kind":"transfer"}[]\n';
    expect(linkText({})).toBe(hashOf(`1 null 5 true 2 8 19 2${texts}`));
    expect(linkText({ retryOf: 7 })).toBe(hashOf(`1 null 5 true 2 8 19 2 7${texts}`));
    expect(linkText({ rules: 2 })).toBe(hashOf(`1 null 5 true 2 8 19 2 v2${texts}`));
    expect(linkText({ rules: 3, retryOf: 7 })).toBe(hashOf(`1 null 5 true 2 8 19 2 7 v3${texts}`));
  });
});
