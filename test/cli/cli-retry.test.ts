import { afterAll, expect, test } from 'vitest';
import { commandsOf, isShared, makeProgram, nameOf } from './describe-command.ts';
import { WRITES } from './lines-that-write.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

/** A line of each command that changes something, without an id or moment, which is refused in a book of nothing but `a`. */
const LINES = new Map<string, string>();
for (const [line] of WRITES) {
  const name = line.split(' ')[0] ?? '';
  const plain = `${line.replaceAll(/ --(?:(?:id|effective-at) \S+|dry-run)/g, '').replace('50.00', '5000')} --old`;
  // In minor units, which need no account that is there.
  const minor = plain
    .replaceAll(/(\d)\.(\d\d)\b/g, '$1$2')
    .replaceAll('--amount ', '--minor ')
    .replaceAll('--entry ', '--entry-minor ');
  if (!LINES.has(name)) LINES.set(name, minor);
}
// They have no id: they are done as often as one likes.
LINES.delete('announce-expiries');
LINES.delete('run-due');
LINES.delete('erase');
LINES.set('open-account', 'open-account --account a --asset GBP/2');

test('there is a line for each command that takes an id, and each of them takes the flag', () => {
  const writes = commandsOf(makeProgram()).filter(({ options }) =>
    options.some(({ long }) => long === '--id'),
  );
  expect(writes.map(nameOf).sort()).toEqual([...LINES.keys()].sort());
  for (const { options } of writes) expect(options.filter(isShared)).toHaveLength(8);
});

test('each of them says what it is about, and who does it, in the journal', async () => {
  await folder.json('open-account --account a --asset GBP/2 --house about.db');
  const about =
    '--reference order-7 --metadata till=4 --metadata shop=b=c --private who=Ann --actor user:42 --house about.db';
  for (const [name, line] of LINES) {
    const { document } = await folder.json(`${line} --id about-${name} ${about}`);
    const { seq } = document as { seq: number };
    const { document: record } = await folder.json(`events --after ${seq - 1} --limit 1 --house about.db`);
    const told = { reference: 'order-7', metadata: { till: '4', shop: 'b=c' } };
    expect(record, name).toMatchObject({ ...told, actor: 'user:42', command: told });
    expect(JSON.stringify(record)).not.toContain('private');
    const kept = (await folder.json(`private-data --command about-${name} --house about.db`)).document;
    expect(kept, name).toMatchObject({ items: [{ private: { who: 'Ann' } }] });
  }
});

test('a command that was refused says so when it is given again, and is decided anew with --retry-refused', async () => {
  await folder.json('open-account --account a --asset GBP/2');
  for (const [name, line] of LINES) {
    if (name === 'lock-before') continue; // It stands in nobody's way.
    const named = `${line} --id again-${name}`;
    const first = await folder.json(named);
    expect(first, named).toMatchObject({ code: 1, document: { ok: false } });
    expect(first.document).not.toHaveProperty('replayed');
    const { seq } = first.document as { seq: number };
    expect((await folder.json(named)).document).toEqual({ ...(first.document as object), replayed: true });
    const anew = await folder.json(`${named} --retry-refused`);
    expect(anew).toMatchObject({ code: 1, document: { ok: false, seq: seq + 1 } });
    expect(anew.document).not.toHaveProperty('replayed');
  }
});

test('people are told what was on record, and how to have it decided anew', async () => {
  const line = 'transfer --from b --to world --minor 500 --id told';
  await folder.line(line);
  const again = await folder.line(line);
  expect(again.stderr).toMatch(
    /^Refused before: transfer: there is no account b\. .* Give --retry-refused to have it decided anew\.\n$/,
  );
  await folder.line('open-account --account b --asset GBP/2 --floor none');
  const anew = await folder.line(`${line} --retry-refused`);
  expect(anew).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Transferred 5\.00 GBP from b to world on .* \(number \d+, id told/),
  });
  const done = await folder.line(`${line} --retry-refused`);
  expect(done).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Done before: Transferred 5\.00 GBP from b to world on .*id told/),
  });
});

test('a transfer to another book is decided anew in both', async () => {
  const line = 'transfer --from a --to c --to-book other --minor 500 --id both';
  expect((await folder.line(line)).code).toBe(1);
  await folder.line('transfer --from world --to a --minor 500');
  await folder.line('open-account --account c --asset GBP/2 --book other');
  expect(await folder.json(line)).toMatchObject({ code: 1, document: { replayed: true } });
  expect(await folder.json(`${line} --retry-refused`)).toMatchObject({ code: 0, document: { ok: true } });
});

test('without an id there is nothing to decide anew', async () => {
  const { code, stderr } = await folder.line('transfer --from a --to world --minor 500 --retry-refused');
  expect(code).toBe(2);
  expect(stderr).toMatch(/--retry-refused: expected the --id that was refused, too, got true/);
});
