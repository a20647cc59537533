import { afterAll, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

const FAR = Date.UTC(2056, 0, 1);

/** Opens an account in a book of a house, as a process would whose clock reads 2056. */
async function openAccountIn2056(book: string, account: string): Promise<void> {
  const url = `sqlite:${folder.file('tallystick.db')}`;
  await using house = await open(url, { clock: () => FAR, announceExpiries: false });
  await house.book(book).openAccount({ account, asset: 'GBP/2' });
}

test('a book that was dated ahead is named, with what was recorded so, and goes on when the clock is accepted', async () => {
  const opened = await folder.line('open-account --account alice --asset GBP/2');
  expect(opened).toMatchObject({ code: 0 });
  expect(await folder.line('doctor')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^The clock reads 20.*\nNo book is dated ahead of it\.\n$/),
  });
  await openAccountIn2056('main', 'bob');
  await openAccountIn2056("bob's", 'carol');

  const transfer = 'transfer --from world --to alice --amount 1.00';
  const refused = await folder.line(transfer);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    /^Refused: transfer: the clock cannot be right, .*2056-01-01.* See 'tallystick doctor', or give/,
  );
  expect(await folder.line(`${transfer} --effective-at 2100-01-01`)).toMatchObject({ code: 0 });

  const found = await folder.line('doctor');
  expect(found.code).toBe(4);
  expect(found.stdout).toContain('Book main is dated ahead: it has given the moment 2056-01-01T00:00:00Z');
  expect(found.stdout).toContain("tallystick events --book 'bob'\\''s' --after 0\n");
  expect(found.stdout).toContain('tallystick events --book main --after 1\n');
  expect(found.stderr).toContain('tallystick doctor --accept-clock');
  expect(await folder.json('doctor')).toMatchObject({
    code: 4,
    document: {
      jumpMs: 0,
      booksAhead: [
        { book: "bob's", isWaiting: true, after: 0 },
        { book: 'main', after: 1 },
      ],
      accepted: [],
    },
  });

  const accepted = await folder.line('doctor --accept-clock');
  expect(accepted.code).toBe(0);
  expect(accepted.stdout).toContain("Book bob's goes on from there.\nBook main goes on from there.\n");
  expect(accepted.stderr).toBe('');
  expect(await folder.line(transfer)).toMatchObject({ code: 0 });
  const after = await folder.line('doctor');
  expect(after).toMatchObject({ code: 0, stderr: '' });
  expect(after.stdout).toContain('recorded at 2056-01-01T00:00:00Z');
  expect(await folder.line('verify --decide-again')).toMatchObject({ code: 0 });
});
