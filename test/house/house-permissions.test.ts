import { chmodSync, chownSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { NOBODY } from '../support/house/house-nobody.ts';
import { Teller } from '../support/house/house-teller.ts';

/** A house with 1,000 on alice's account, in a folder that anybody may write to, and its files, too. */
async function withHouse(work: (file: string, folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const file = join(folder, 'house.db');
    {
      await using house = await open(`sqlite:${file}`, { announceExpiries: false });
      const book = house.book('main');
      for (const account of ['alice', 'shop']) await book.openAccount({ account, asset: 'GBP/2' });
      await book.transfer({ from: 'world', to: 'alice', amount: 1_000n });
    }
    chmodSync(folder, 0o777);
    for (const path of [file, `${file}-lock`]) chmodSync(path, 0o666);
    try {
      await work(file, folder);
    } finally {
      chmodSync(folder, 0o777);
    }
  });
}

/**
 * Rights that a user lacks. A superuser's files belong to another user than to the one who works here; where the tests are
 * run by somebody else, it is the same user who has taken his own rights away.
 */
const LACKS: readonly (readonly [string, (file: string, folder: string) => void, RegExp])[] = [
  [
    'a lock that may only be read',
    (file) => chmodSync(`${file}-lock`, 0o444),
    /the house cannot be locked by \S+house\.db-lock \(.*readonly.*\): give it the owner and the rights of the house/,
  ],
  [
    'a lock that may not even be read',
    (file) => chmodSync(`${file}-lock`, 0o000),
    /the house cannot be locked by \S+house\.db-lock \(.*\): give it the owner and the rights of the house/,
  ],
  [
    'a folder without a lock that may only be read',
    (file, folder) => {
      rmSync(`${file}-lock`);
      chmodSync(folder, 0o555);
    },
    /the house cannot be locked by \S+house\.db-lock \(EACCES.*\): this user must be allowed to write to the folder/,
  ],
  [
    'a folder with a lock that may only be read',
    (_, folder) => chmodSync(folder, 0o555),
    /house\.db: SQLite says ".*": this user must be allowed to read and write it and the files beside it, and/,
  ],
  [
    'a house that may only be read',
    (file) => chmodSync(file, 0o444),
    /cannot open \S+house\.db \(EACCES.*\): this user must be allowed to read and write it/,
  ],
  [
    'a house that may not even be read',
    (file) => chmodSync(file, 0o000),
    /cannot open \S+house\.db \(EACCES.*\): this user must be allowed to read and write it/,
  ],
  [
    'a house and a lock that may only be read',
    (file) => {
      chmodSync(file, 0o444);
      chmodSync(`${file}-lock`, 0o444);
    },
    /the house cannot be locked by \S+house\.db-lock/,
  ],
  ['a folder that may not be entered', (_, folder) => chmodSync(folder, 0o000), /cannot open \S+ \(EACCES/],
];

describe.each(LACKS)('%s', (_, take, said) => {
  test('refuses the house with the reason, and leaves everything as it is', async () => {
    await withHouse(async (file, folder) => {
      take(file, folder);
      const mode = statSync(folder).mode;
      const teller = await Teller.start(`sqlite:${file}`, 'user');
      await teller.kill();
      expect(teller.opening).toMatch(/^store_failed /);
      expect(teller.opening).toMatch(said);
      expect(statSync(folder).mode).toBe(mode);
      chmodSync(folder, 0o777);
      expect(readdirSync(folder).filter((name) => !name.endsWith('-lock'))).toEqual(['house.db']);
    });
  });
});

test.each(['-wal', '-shm'])(
  'a %s that another user has left is told at the opening, and not at each command',
  async (suffix) => {
    await withHouse(async (file) => {
      // Whoever is killed leaves it.
      const killed = await Teller.start(`sqlite:${file}`);
      expect(await killed.ask('spend 300')).toBe('ok');
      await killed.kill();
      chmodSync(`${file}${suffix}`, 0o444);
      const teller = await Teller.start(`sqlite:${file}`, 'user');
      await teller.kill();
      expect(teller.opening).toMatch(/^store_failed .*: this user must be allowed to .* the files beside it/);
      for (const each of ['-wal', '-shm']) chmodSync(`${file}${each}`, 0o666);
      const again = await Teller.start(`sqlite:${file}`, 'user');
      expect(await again.ask('balance')).toBe('700');
      await again.kill();
    });
  },
);

test('a lock that only one of two may write keeps the other out, and then both have the money once', async () => {
  await withHouse(async (file) => {
    chmodSync(`${file}-lock`, 0o444);
    const others = await Promise.all([1, 2].map(() => Teller.start(`sqlite:${file}`, 'user')));
    const spent = await Promise.all(
      others.map((other) => (other.opening === 'open' ? other.ask('spend 1000') : 'refused')),
    );
    for (const other of others) await other.kill();
    expect(spent).toEqual(['refused', 'refused']);
    // The remedy that is told.
    rmSync(`${file}-lock`);
    const one = await Teller.start(`sqlite:${file}`, 'user');
    const two = await Teller.start(`sqlite:${file}`, 'user');
    expect([one.opening, two.opening.split(' ')[0]]).toEqual(['open', 'house_locked']);
    expect(await one.ask('spend 1000')).toBe('ok');
    await one.kill();
    await two.kill();
  });
});

test('the lock that a superuser has made first is for the owner of the house', async () => {
  await withHouse(async (file, folder) => {
    const isSuperuser = process.geteuid?.() === 0;
    if (isSuperuser) for (const path of [folder, file]) chownSync(path, NOBODY, NOBODY);
    rmSync(`${file}-lock`);
    chmodSync(file, 0o600);
    // As an operator looks at a house after putting it back.
    await using house = await open(`sqlite:${file}`, { create: false });
    expect((await house.verify()).ok).toBe(true);
    await house.close();
    const { mode, uid, gid } = statSync(`${file}-lock`);
    const owner = statSync(file);
    expect([mode & 0o777, uid, gid]).toEqual([0o600, owner.uid, owner.gid]);
    const teller = await Teller.start(`sqlite:${file}`, 'user');
    expect(teller.opening).toBe('open');
    expect(await teller.ask('spend 1000')).toBe('ok');
    expect(await teller.ask('close')).toBe('closed');
    await teller.kill();
    expect(readFileSync(`${file}-lock`)).toHaveLength(0);
  });
});

test('who may not look at a house any more while it is open does not write to it', async () => {
  await withHouse(async (file, folder) => {
    const teller = await Teller.start(`sqlite:${file}`, 'user');
    expect(await teller.ask('spend 300')).toBe('ok');
    chmodSync(folder, 0o000);
    expect(await teller.ask('spend 200')).toMatch(/^house_lost /);
    await teller.kill();
    chmodSync(folder, 0o777);
    await using house = await open(`sqlite:${file}`, { create: false, announceExpiries: false });
    expect((await house.book('main').balance('alice'))?.posted).toBe(700n);
  });
});
