import { afterAll, expect, test } from 'vitest';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

test('what is private is shown to who asks for it, erased by its account or command, and told', async () => {
  const asked = 'transfer --from world --to c --amount 1 --id t1 --effective-at 2026-11-01 --private who=Bea';
  await folder.line('open-account --account c --asset GBP/2 --effective-at 2026-11-01 --private name=Ann');
  expect((await folder.line(asked)).code).toBe(0);
  const shown = await folder.line('private-data --account c --commands');
  expect(
    shown.stdout
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/ +/).slice(2)),
  ).toEqual([['name', 'Ann'], ['who', 'Bea'], []]);
  const erased = await folder.line('erase --command t1 --actor user:dpo');
  expect(erased).toMatchObject({ code: 0, stderr: '' });
  expect(erased.stdout).toBe('Erased what was private of command t1: 1 record (number 3)\n');
  const all = await folder.line('erase --account c --commands');
  expect(all.stdout).toBe('Erased what was private of account c and its commands: 1 record (number 4)\n');
  const none = await folder.line('erase --account c --commands');
  expect(none.stdout).toMatch(/^Nothing to erase: .* account c and its commands, or they were erased before/);
  expect((await folder.line('private-data --account c --commands')).stdout).toMatch(
    /erased by number 4\n.*erased by number 3\n/,
  );
  const record = (await folder.json('events --after 2 --limit 1')).document;
  expect(record).toMatchObject({ kind: 'erase', actor: 'user:dpo', command: { command: 't1' } });
  // Nobody can tell any more whether it is the same.
  const again = await folder.json(asked.replace('Bea', 'Eve'));
  expect(again).toMatchObject({ code: 0, document: { ok: true, replayed: true, erased: true } });
  expect((await folder.line('verify')).code).toBe(0);
});

test('what names nothing, or nobody that there is, is refused, and nothing is recorded', async () => {
  const before = (await folder.line('events --json')).stdout;
  for (const [words, message] of [
    ['', /exactly one of --command and --account/],
    ['--command a --account b', /exactly one of --command and --account/],
    ['--command t1 --commands', /--commands: expected --account beside it/],
  ] as const) {
    for (const name of ['erase', 'private-data']) {
      const { code, stderr } = await folder.line(`${name} ${words}`.trimEnd());
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
  }
  expect(await folder.line('erase --account nobody')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^There is no account nobody in book main\./),
  });
  expect(await folder.line('erase --command nothing')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'No command nothing is on record in book main.\n',
  });
  const unnamed = await folder.line('transfer --from world --to c --amount 1 --private Ann');
  expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringMatching(/--private: expected NAME=VALUE/) });
  expect((await folder.line('events --json')).stdout).toBe(before);
});
