import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { ConsoleOutput } from '../../src/cli/console-output.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { WRITES } from './lines-that-write.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

/** Runs a line whose answer nobody can take down. */
async function runOnFullDisk(words: readonly string[]): Promise<{ code: number; stderr: string }> {
  let stderr = '';
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  });
  const stdout = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done(full) });
  const said = new Writable({
    write: (chunk, _encoding, done) => {
      stderr += String(chunk);
      done();
    },
  });
  const { signal } = new AbortController();
  const context = { readInput: () => Readable.from([]), environment: {}, version: '0.0.0', signal };
  const code = await runCli(words, { ...context, output: new ConsoleOutput(stdout(), said) });
  return { code, stderr };
}

test('what every command did that writes is told where its answer cannot be', async () => {
  const house = `sqlite:${folder.file('full.db')}`;
  /** Commands whose answer is no single one of the table. */
  const brief = new Set<string>();
  for (const [line, document] of WRITES) {
    const words = [...line.split(' '), '--old', '--json', '--house', house];
    const { code, stderr } = await runOnFullDisk(words);
    const { error } = JSON.parse(stderr);
    expect([line, code, error.code]).toEqual([line, EXIT.unavailable, 'ENOSPC']);
    const [, answer] = /^the answer could not be written \(ENOSPC\)(?:: (.*))?$/s.exec(error.message) ?? [];
    if (answer === undefined) brief.add(words[0] ?? '');
    else expect(JSON.parse(answer), line).toMatchObject(document);
    expect(error.next).toMatch(/may have been done: look at the house/);
  }
  expect([...brief].sort()).toEqual(['announce-expiries', 'erase', 'run-due']);
});

test('a disk that is full is told as that, and never as wrong usage, by which nothing would have changed', async () => {
  const transfer = 'transfer --from world --to alice --amount 5 --id t1';
  await folder.line('open-account --account alice --asset GBP/2');
  writeFileSync(folder.file('rows.csv'), 'kind,payment,account,amount\npay,p1,alice,1\npay,p2,nobody,1\n');
  const full = openSync('/dev/full', 'w');
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(PROJECT_ROOT, 'src/cli/index.ts'), ...transfer.split(' ')],
      { cwd: folder.path, encoding: 'utf8', stdio: ['ignore', full, 'pipe'] },
    );
    expect([status, stderr]).toEqual([
      EXIT.unavailable,
      expect.stringMatching(/could not be written \(ENOSPC\): Transferred 5\.00 GBP .*\(number 2, id t1, /),
    ]);
  } finally {
    closeSync(full);
  }
  const rejects = await folder.line('import rows.csv --rejects /dev/full');
  expect(rejects).toMatchObject({
    code: EXIT.unavailable,
    stderr: expect.stringMatching(
      /--rejects \/dev\/full could not be written \(ENOSPC\).*may have been done/s,
    ),
  });
  expect(await folder.json('balance alice')).toMatchObject({
    document: { balances: [{ posted: '6.00' }] },
  });
});
