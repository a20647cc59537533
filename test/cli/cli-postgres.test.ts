import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_STEPS } from '../../src/cli/demo-script.ts';
import { SCHEMA_VERSION } from '../../src/store/postgres/migrate.ts';
import { TABLES } from '../../src/store/postgres/schema.ts';
import {
  makeEmptySchema,
  makeSchema,
  type PostgresSchema,
  query,
} from '../support/postgres/postgres-place.ts';
import { takeApart } from './describe-command.ts';
import { READS } from './lines-that-read.ts';
import { WRITES } from './lines-that-write.ts';
import type { CliRun } from './run-in-process.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
let schema: PostgresSchema;
/** Another house on the same server. */
let other: PostgresSchema;

beforeAll(async () => {
  [schema, other] = await Promise.all([makeEmptySchema('writers=2&readers=2'), makeSchema()]);
});

afterAll(async () => {
  await Promise.all([schema.drop(), other.drop()]);
  folder.remove();
});

/** Runs a line on the house that the environment names. */
function line(text: string, url = schema.url, input = ''): Promise<CliRun> {
  return folder.run(text.split(' '), { env: { TALLYSTICK_HOUSE: url }, input });
}

const documentOf = ({ code, stdout, stderr }: CliRun): { code: number | null; document: unknown } => ({
  code,
  document: JSON.parse(stdout === '' ? stderr : stdout),
});

const json = async (text: string, url = schema.url) => documentOf(await line(`${text} --json`, url));

/** The same in a process of its own: what a command leaves open would keep it from ending. */
const jsonOfProcess = async (text: string) =>
  documentOf(await folder.spawn(`${text} --json`.split(' '), { env: { TALLYSTICK_HOUSE: schema.url } }));

/** Commands that have run in a process of their own. */
const spawned = new Set<string>();

/** Each command's first line in a process of its own, as its later ones say no more about processes. */
function jsonOnce(text: string) {
  const command = takeApart(text);
  if (spawned.has(command)) return json(text);
  spawned.add(command);
  return jsonOfProcess(text);
}

/** Whether an import asks for what a record asked for: not for announcements, nor for groups that were refused. */
const isAskedFor = ({ ok, command }: { ok: boolean; command: { kind: string; across?: unknown } }): boolean =>
  command.kind !== 'announce_expiry' && (ok || command.across === undefined);

const linesOf = ({ stdout }: CliRun): unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));

describe('migrate', () => {
  test('makes the tables, once', async () => {
    const now = SCHEMA_VERSION;
    const first = await folder.run(['migrate', schema.url]);
    expect(first).toEqual({ code: 0, stdout: `The tables were made, version ${now}.\n`, stderr: '' });
    const again = await line('migrate');
    expect(again).toEqual({ code: 0, stdout: `The tables were there, version ${now}.\n`, stderr: '' });
    expect(await json('migrate')).toEqual({ code: 0, document: { before: now, now } });
  });

  test('distributes over Citus; without it, says what to do', async () => {
    const found = await query(schema.serverUrl, "SELECT 1 FROM pg_extension WHERE extname = 'citus'");
    if (found.length > 0) {
      const distributed = [...TABLES.map(({ name }) => name), 'migrations'];
      expect(await json('migrate --distribute citus')).toMatchObject({ code: 0, document: { distributed } });
      expect(await json('migrate --distribute citus')).toMatchObject({ document: { distributed: [] } });
      return;
    }
    const { code, stdout, stderr } = await line('migrate --distribute citus');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^tallystick migrate: postgres:\/\/.* has no Citus: run CREATE EXTENSION citus/);
    const { document } = await json('migrate --distribute citus');
    expect(document).toMatchObject({ error: { code: 'store_failed', isRetryable: false } });
  });

  test.each([
    [
      'migrate shop.db',
      /^tallystick migrate: \[url\]: expected postgres:\/\/\.\.\., .*, got "sqlite:shop\.db"/,
    ],
    ['migrate memory:', /\[url\]: expected postgres:/],
    ['migrate --house shop.db', /--house: expected postgres:/],
    ['migrate --distribute yugabyte', /Allowed choices are citus/],
    [
      'migrate postgres://a:secret@b --house postgres://a:secret@c',
      /\[url\]: expected none, because --house/,
    ],
    ['migrate postgres://a:secret@b?schema=Shop', /--house\.schema: expected up to 48 small letters/],
    ['books --house postgres://a:secret@b?writers=0', /--house\.writers: expected an integer from 1 to/],
    ['books --house postgres:b', /--house: expected /],
  ])('%s is wrong usage', async (text, said) => {
    const { code, stdout, stderr } = await folder.line(text);
    expect(stderr.trimEnd()).toMatch(said);
    expect(stderr).not.toContain('secret');
    expect([code, stdout]).toEqual([2, '']);
  });
});

describe('every command, on a house on PostgreSQL', () => {
  test('those that change something', async () => {
    for (const [text, answer] of WRITES) {
      const { code, document } = await jsonOnce(`${text} --old`);
      expect(document, text).toMatchObject(answer);
      expect(code, text).toBe('ok' in answer && answer.ok === false ? 1 : 0);
    }
  });

  test('those that read, several at the same time', async () => {
    const documents = await Promise.all([0, 1, 2].map((lane) => readLane(lane)));
    expect(documents.reduce((sum, count) => sum + count, 0)).toBe(READS.length);
  });

  test('an audit and a dry run, by a user who may only read', async () => {
    const url = await urlOfReader();
    for (const name of ['verify', 'reconcile'])
      expect(await line(name, url), name).toMatchObject({ code: 0 });
    const transfer = 'transfer --from world --to alice --amount 1.00';
    expect(await json(`${transfer} --dry-run`, url)).toMatchObject({ code: 0, document: { ok: true } });
    const refused = { code: 3, document: { error: { code: 'store_failed' } } };
    expect(await json(transfer, url)).toMatchObject(refused);
  });

  test('those that read migrate nothing, as audits and dry runs do not', async () => {
    const old = await makeSchema();
    try {
      await line('open-account --account a --asset GBP/2', old.url);
      const versions = `"${old.name}".migrations`;
      await query(old.serverUrl, `DELETE FROM ${versions} WHERE "version" = ${SCHEMA_VERSION}`);
      const texts = new Map(READS.map(([text]) => [takeApart(text), `${text} --old`]));
      const transfer = 'transfer --from world --to alice --amount 1.00 --dry-run';
      const audits = ['verify', 'reconcile', 'doctor', 'export --format csv --output old.csv'];
      for (const text of [...texts.values(), ...audits, transfer]) {
        const refused = { code: 3, document: { error: { code: 'store_version' } } };
        expect(await json(text, old.url), text).toMatchObject(refused);
      }
      const [found] = await query(old.serverUrl, `SELECT max("version")::int AS version FROM ${versions}`);
      expect(found).toEqual({ version: SCHEMA_VERSION - 1 });
    } finally {
      await old.drop();
    }
  });

  /** The url of the house for a user who has no right but to read. */
  async function urlOfReader(): Promise<string> {
    const user = `reader_${schema.name.slice(-12)}`;
    await query(
      schema.serverUrl,
      `CREATE ROLE "${user}" LOGIN PASSWORD 'reads'; GRANT USAGE ON SCHEMA "${schema.name}" TO "${user}";
        GRANT SELECT ON ALL TABLES IN SCHEMA "${schema.name}" TO "${user}"`,
    );
    const url = new URL(schema.url);
    url.username = user;
    url.password = 'reads';
    return url.href;
  }

  async function readLane(lane: number): Promise<number> {
    const mine = READS.filter((_, i) => i % 3 === lane);
    for (const [text, document] of mine) {
      expect(await jsonOnce(`${text} --old`), text).toMatchObject({ code: 0, document });
    }
    return mine.length;
  }

  test('verify and reconcile, on all of it', async () => {
    for (const name of ['verify', 'verify --decide-again', 'reconcile']) {
      expect(await json(name)).toMatchObject({
        code: 0,
        document: {
          ok: true,
          problemCount: 0,
          books: [{ book: 'main' }, { book: 'other' }, { book: 'people' }],
        },
      });
    }
  });

  test('what is exported makes the same book when it is imported, there or in a file', async () => {
    expect(await line('export --format ndjson --output book.ndjson')).toMatchObject({ code: 0 });
    const [, ...records] = readFileSync(folder.file('book.ndjson'), 'utf8').trimEnd().split('\n');
    const asked = records.map((text) => JSON.parse(text)).filter(isAskedFor);
    // Refusals are imported, too, and refused again.
    for (const url of [other.url, 'copy.db']) {
      expect(await json('import book.ndjson', url)).toMatchObject({
        code: 1,
        document: { isComplete: true },
      });
      const [here, there] = await Promise.all([
        line('trial-balance --at 9000 --old'),
        line('trial-balance --at 9000 --old', url),
      ]);
      expect(there).toEqual(here);
    }
    expect(await json('import book.ndjson', other.url)).toMatchObject({
      document: { repeated: asked.length },
    });
  });

  test('import of more rows than a batch, and export for other programs', async () => {
    const rows = Array.from({ length: 9_000 }, (_, i) => `transfer,many-${i},world,shop,${i + 1},5000`);
    writeFileSync(
      folder.file('many.csv'),
      ['kind,id,from,to,amountMinor,effectiveAt', ...rows, ''].join('\n'),
    );
    expect(await json('import many.csv --old')).toMatchObject({ code: 0, document: { accepted: 9_000 } });
    expect(await json('import many.csv --old')).toMatchObject({ code: 0, document: { repeated: 9_000 } });
    for (const format of ['hledger', 'beancount', 'csv']) {
      expect(await line(`export --format ${format}`)).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test('events, which are followed while other processes write', async () => {
    const before = linesOf(await line('events --json')).length;
    const words = `events --follow --after ${before} --limit 2 --json --house ${schema.url}`.split(' ');
    const { ended } = folder.start(words);
    for (const id of ['f-1', 'f-2']) {
      const text = `transfer --from world --to alice --amount 1 --id ${id} --effective-at 6000 --old`;
      expect(await line(text)).toMatchObject({ code: 0 });
    }
    const followed = await ended;
    expect(followed).toMatchObject({ code: 0, stderr: '' });
    expect(linesOf(followed)).toMatchObject([{ id: 'f-1' }, { id: 'f-2' }]);
  });

  test('demo, in a book that is empty', async () => {
    const demo = `demo --book show --house ${schema.url} --json`;
    expect(linesOf(await folder.line(demo))).toHaveLength(DEMO_STEPS.length);
    expect(await folder.line(demo)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--book'),
    });
  });

  test('the same command from several processes at once is done once', async () => {
    const text = 'transfer --from world --to bob --amount 7 --id once --effective-at 7000 --old';
    const answers = await Promise.all([text, text, text].map(jsonOfProcess));
    const documents = answers.map(({ document }) => document as { replayed?: true }); // As answers are.
    const { replayed: _, ...first } = documents.find(({ replayed }) => replayed === undefined) ?? {};
    expect(first).toMatchObject({ ok: true, id: 'once' });
    expect(documents.filter(({ replayed }) => replayed === true)).toHaveLength(2);
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
    for (const document of documents) expect(document).toMatchObject(first);
  });
});

describe('a server that is not there', () => {
  const gone = 'postgres://teller:secret@127.0.0.1:1/ledger';

  test('is said so, without the password, with exit code 3, and that it may pass', async () => {
    for (const text of ['balance alice', 'open-account --account a --asset GBP/2', 'migrate', 'verify']) {
      const { code, stdout, stderr } = await line(text, gone);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/postgres:\/\/teller@127\.0\.0\.1:1\/ledger.*ECONNREFUSED.* passes by itself/);
      expect(stderr).not.toContain('secret');
    }
    const { document } = await json('balance alice', gone);
    expect(document).toMatchObject({ exitCode: 3, error: { code: 'store_failed', isRetryable: true } });
  });

  test('is passed over, when the url names another one', async () => {
    const { host } = new URL(schema.url);
    const both = schema.url.replace(host, `127.0.0.1:1,${host}`);
    expect(await line('books', both)).toMatchObject({ code: 0, stdout: expect.stringContaining('main\n') });
  });

  test('is no passing trouble when the user is not known there', async () => {
    const url = new URL(schema.url);
    url.username = 'nobody';
    const { document } = await json('books', url.href);
    expect(document).toMatchObject({ exitCode: 3, error: { code: 'store_failed', isRetryable: false } });
  });
});

test('a house of a later version is refused, and left as it is', async () => {
  await query(other.serverUrl, `INSERT INTO "${other.name}".migrations VALUES (99)`);
  for (const text of ['migrate', 'books']) {
    const { code, stderr } = await line(text, other.url);
    expect([text, code]).toEqual([text, 3]);
    expect(stderr).toMatch(/schema version 99, .* take the version that made it/);
  }
});
