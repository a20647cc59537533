import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents } from '../support/house/house-door.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { Teller } from '../support/house/house-teller.ts';

/** A house with 1,000 on alice's account, in a folder of its own, and a process that has it open. */
async function withTeller(work: (file: string, teller: Teller) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, 'shop'));
    const file = join(folder, 'shop/house.db');
    await makeHouse(file);
    const teller = await Teller.start(`sqlite:${file}`);
    try {
      expect(teller.opening).toBe('open');
      await work(file, teller);
    } finally {
      await teller.kill();
    }
  });
}

async function makeHouse(file: string): Promise<void> {
  await using house = await open(`sqlite:${file}`, { announceExpiries: false });
  const book = house.book('main');
  for (const account of ['alice', 'shop']) await book.openAccount({ account, asset: 'GBP/2' });
  await book.transfer({ from: 'world', to: 'alice', amount: 1_000n });
}

/** What is on alice's account, and how often somebody spent from it; the house must be sound. */
async function inHouse(file: string): Promise<[posted: bigint | undefined, spends: number]> {
  await using house = await open(`sqlite:${file}`, { create: false, announceExpiries: false });
  await checkSound(house);
  const book = house.book('main');
  const events = await allEvents(book);
  const spends = events.filter(({ kind }) => kind === 'transfer').length - 1;
  return [(await book.balance('alice'))?.posted, spends];
}

const LOCK_LOSSES: readonly (readonly [string, (lock: string) => void])[] = [
  ['removed', (lock) => rmSync(lock)],
  [
    'replaced',
    (lock) => {
      writeFileSync(`${lock}-new`, '');
      renameSync(`${lock}-new`, lock);
    },
  ],
];

describe.each(LOCK_LOSSES)('a lock that is %s while the house is open', (_, lose) => {
  test('is missed by the next commit: no penny is spent twice', async () => {
    await withTeller(async (file, first) => {
      expect(await first.ask('spend 300')).toBe('ok');
      const following = first.ask('follow');
      lose(`${file}-lock`);
      const second = await Teller.start(`sqlite:${file}`);
      try {
        expect(second.opening).toBe('open');
        expect(await second.ask('spend 700')).toBe('ok');
        expect(await first.ask('spend 699')).toMatch(
          /^house_lost .*house\.db-lock was moved, removed or replaced/,
        );
        // It has closed itself, and says why to everybody, as often as it is asked.
        for (const line of ['balance', 'verify', 'count', 'spend 1']) {
          expect(await first.ask(line)).toMatch(/^house_lost /);
        }
        expect(await following).toMatch(/^house_lost /);
        expect(await first.ask('close')).toBe('closed');
        expect(await second.ask('spend 1')).toBe('insufficient_funds');
        expect(await second.ask('close')).toBe('closed');
      } finally {
        await second.kill();
      }
      expect(await inHouse(file)).toEqual([0n, 3]);
    });
  });

  test('is missed by counters, too', async () => {
    await withTeller(async (file, teller) => {
      lose(`${file}-lock`);
      expect(await teller.ask('count')).toMatch(/^house_lost /);
      expect(await teller.ask('balance')).toMatch(/^house_lost /);
    });
  });

  test('cannot be had by two of those that come then', async () => {
    await withTeller(async (file) => {
      lose(`${file}-lock`);
      const others = await Promise.all([1, 2, 3].map(() => Teller.start(`sqlite:${file}`)));
      for (const other of others) await other.kill();
      expect(others.filter(({ opening }) => opening === 'open')).toHaveLength(1);
    });
  });
});

test('a lock that the process itself has dropped, by reading its file, is missed when another one has written', async () => {
  await withTeller(async (file, first) => {
    expect(await first.ask('spend 300')).toBe('ok');
    expect(await first.ask('copy')).toBe('copied');
    const second = await Teller.start(`sqlite:${file}`);
    try {
      expect(second.opening).toBe('open');
      expect(await second.ask('spend 700')).toBe('ok');
      for (const line of ['spend 699', 'count', 'balance']) {
        expect(await first.ask(line)).toMatch(
          /^house_lost another process has opened .*house\.db and written/,
        );
      }
      expect(await second.ask('spend 1')).toBe('insufficient_funds');
    } finally {
      await second.kill();
    }
    expect(await inHouse(file)).toEqual([0n, 3]);
  });
});

/** What happens to a house while it is open, and where what was answered is found afterwards. */
const LOSSES: readonly (readonly [string, lose: (file: string) => void, find: (file: string) => string])[] = [
  [
    'is moved',
    (file) => renameSync(file, `${file}-moved`),
    (file) => {
      // Its latest writes lie where it was.
      renameSync(`${file}-wal`, `${file}-moved-wal`);
      return `${file}-moved`;
    },
  ],
  [
    'is moved with its folder',
    (file) => renameSync(dirname(file), `${dirname(file)}-moved`),
    (file) => `${dirname(file)}-moved/house.db`,
  ],
  ['loses its log', (file) => rmSync(`${file}-wal`), (file) => file],
  ['loses the index of its log', (file) => rmSync(`${file}-shm`), (file) => file],
];

test.each(LOSSES)(
  'a house that %s while it is open closes itself at the next commit; nothing was lost',
  async (...row) => {
    const [, lose, find] = row;
    await withTeller(async (file, teller) => {
      expect(await teller.ask('spend 300')).toBe('ok');
      lose(file);
      expect(await teller.ask('spend 200')).toMatch(/^house_lost .* was moved, removed or replaced/);
      expect(await teller.ask('balance')).toMatch(/^house_lost /);
      await teller.kill();
      expect(await inHouse(find(file))).toEqual([700n, 1]);
    });
  },
);

test('a house that is removed while it is open says so at the next commit, and is not made again', async () => {
  await withTeller(async (file, teller) => {
    rmSync(file);
    expect(await teller.ask('spend 200')).toMatch(/^house_lost .*house\.db was moved, removed or replaced/);
    await teller.kill();
    expect(readdirSync(dirname(file))).not.toContain('house.db');
    const url = `sqlite:${file}`;
    expect(await rejectionOf(open(url, { create: false }))).toMatchObject({ code: 'house_missing' });
  });
});

test('a house that another one takes the place of is told, and the other one is left alone', async () => {
  await withTeller(async (file, teller) => {
    const other = join(dirname(file), 'other.db');
    await makeHouse(other);
    copyFileSync(other, `${other}-copy`);
    renameSync(other, file);
    expect(await teller.ask('spend 200')).toMatch(/^house_lost .*house\.db was moved, removed or replaced/);
    await teller.kill();
    expect(readFileSync(file)).toEqual(readFileSync(`${other}-copy`));
  });
});

/** What is written into the file of an open house, and what is said of it afterwards, beside the log that was left. */
const WRITTEN_OVER: readonly (readonly [
  string,
  write: (file: string, copy: string) => void,
  said: object,
])[] = [
  [
    'an older copy',
    (file, copy) => copyFileSync(copy, file),
    { code: 'store_corrupt', message: expect.stringMatching(/house\.db-wal do not belong together/) },
  ],
  [
    'a file that is no house',
    (file) => writeFileSync(file, 'x'.repeat(300_000)),
    { code: 'store_corrupt', message: expect.stringMatching(/house\.db-wal do not belong together/) },
  ],
  ['nothing', (file) => writeFileSync(file, ''), { code: 'store_version' }],
];

describe.each(WRITTEN_OVER)('a house over which %s is written while it is open', (_, write, said) => {
  test.each([
    ['commit', 'spend 200'],
    ['snapshot', 'verify'],
    ['closing', 'close'],
  ])('closes itself at the next %s, and its log is not put over that', async (_when, line) => {
    await inFolder(async (folder) => {
      const file = join(folder, 'house.db');
      const copy = join(folder, 'copy.db');
      await makeHouse(file);
      copyFileSync(file, copy);
      {
        // The copy is older than what the file has without its log.
        await using house = await open(`sqlite:${file}`, { announceExpiries: false });
        await house.book('main').transfer({ from: 'alice', to: 'shop', amount: 100n });
      }
      const teller = await Teller.start(`sqlite:${file}`);
      try {
        expect(await teller.ask('spend 300')).toBe('ok');
        write(file, copy);
        const written = readFileSync(file);
        expect(await teller.ask(line)).toMatch(/^house_lost .*house\.db was written over/);
        expect(await teller.ask('balance')).toMatch(/^house_(lost|closed) /);
        await teller.kill();
        expect(readFileSync(file).equals(written)).toBe(true);
      } finally {
        await teller.kill();
      }
      expect(await rejectionOf(open(`sqlite:${file}`, { create: false }))).toMatchObject(said);
    });
  });
});

test('a house whose log another program puts into its file, or whose file is touched, goes on', async () => {
  await withTeller(async (file, teller) => {
    expect(await teller.ask('spend 300')).toBe('ok');
    for (const amount of [200, 201]) {
      const other = new DatabaseSync(file);
      other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      other.close();
      expect(await teller.ask(`spend ${amount}`)).toBe('ok');
      const now = new Date();
      utimesSync(file, now, now);
    }
    expect(await teller.ask('spend 99')).toBe('ok');
    expect(await teller.ask('close')).toBe('closed');
    expect(await inHouse(file)).toEqual([200n, 4]);
  });
});

test('a snapshot is not taken of a house that is gone', async () => {
  await withTeller(async (file, teller) => {
    rmSync(file);
    expect(await teller.ask('verify')).toMatch(/^house_lost /);
  });
});

test('who writes last and then closes learns at the closing that it was for nothing', async () => {
  await withTeller(async (file, teller) => {
    expect(await teller.ask('spend 300')).toBe('ok');
    rmSync(file);
    expect(await teller.ask('close')).toMatch(/^house_lost /);
  });
  // Who has only read has lost nothing.
  await withTeller(async (file, teller) => {
    expect(await teller.ask('balance')).toBe('1000');
    rmSync(file);
    expect(await teller.ask('close')).toBe('closed');
  });
});
