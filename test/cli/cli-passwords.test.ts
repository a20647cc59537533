import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { open } from '../../src/index.ts';
import { makeEmptySchema, query } from '../support/postgres/postgres-place.ts';
import { makeProgram } from './describe-command.ts';
import { lineWith, takersOf } from './path-options.ts';
import { runInProcess } from './run-in-process.ts';

/** A server that is not there. */
const HOST = '127.0.0.1:1';
/** Passwords, and the parts of each that must not be told. */
const SECRETS: readonly (readonly [secret: string, ...parts: string[]])[] = [
  ['hunter2', 'hunter2'],
  ['a-password-that-is-longer-than-any-message-would-show-of-a-value', 'password-that', 'would-show'],
  ...['/', '?', '#', '@', ' ', ':', '&', '=', '%', '\\', "'"].map(
    (sign) => [`hunter2${sign}swordfish`, 'hunter2', 'swordfish'] as const,
  ),
  ['9876/swordfish', '9876', 'swordfish'],
  ['9876?swordfish', '9876', 'swordfish'],
  ['9876#swordfish', '9876', 'swordfish'],
];

/** Ways in which people write a url, most of them wrong. */
const URLS: readonly ((secret: string) => string)[] = [
  ...[
    'postgres://',
    'postgres:/',
    'postgres:',
    'postgres:///',
    'postgresql:/',
    'Postgres://',
    'POSTGRESQL:/',
  ],
  ...[
    'mysql://',
    'mysql:',
    'pgsql://',
    'jdbc:postgresql://',
    'http:',
    'sqlite:',
    'sqlite://',
    'sqlite:/',
    'memory:',
  ],
  ...['', '/', '//', './', ' postgres://', '"postgres://', 'sqlite:postgres://', 'house=postgres://'],
].map((start) => (secret: string) => `${start}u:${secret}@${HOST}/d`);
const MORE_URLS: readonly ((secret: string) => string)[] = [
  (secret) => `postgres://u:${secret}@${HOST}/d?shema=shop`,
  (secret) => `postgres://u:${secret}@${HOST}/d?schema=Shop`,
  (secret) => `postgres://u:${secret}@h:port/d`,
  (secret) => `postgres://u:${encodeURIComponent(secret)}@${HOST}/d`,
  (secret) => `postgres://${encodeURIComponent(`u:${secret}`)}@${HOST}/d`,
  (secret) => `postgres://${encodeURIComponent(`u:${secret}@h`)}/d`,
  (secret) => `postgres://${HOST}/d?host=${encodeURIComponent(`u:${secret}@h`)}`,
  (secret) => `postgres://u@${HOST}/d?password=${encodeURIComponent(secret)}`,
  (secret) => `postgres://u@${HOST}/d?password=${encodeURIComponent(secret)}&shema=shop`,
  (secret) => `postgres://u@${HOST}/d?pasword=${encodeURIComponent(secret)}`,
  (secret) => `jdbc:postgresql://${HOST}/d?user=u&password=${encodeURIComponent(secret)}`,
  (secret) => `mysql://${HOST}/d?password=${encodeURIComponent(secret)}`,
  (secret) => `${HOST}/d?password=${encodeURIComponent(secret)}`,
  (secret) => `shop.db?password=${encodeURIComponent(secret)}`,
  (secret) => `sqlite:shop.db?key=${encodeURIComponent(secret)}`,
  (secret) => `host=${HOST} user=u password=${secret}`,
];

const cases = [...URLS, ...MORE_URLS].flatMap((urlOf) =>
  SECRETS.map(([secret, ...parts]) => ({
    url: urlOf(secret),
    parts: [...parts, ...parts.map(encodeURIComponent)],
  })),
);
/** Some of them for each way to say a url: all kinds of urls, and all passwords. */
const some = cases.filter((_, i) => i % 5 === 0);

/** A url that is taken for a path makes a house where one is: never in the project. */
const outside = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'tallystick-passwords-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  const left = readdirSync(folder);
  process.chdir(outside);
  rmSync(folder, { recursive: true, force: true });
  expect(left).toEqual([]);
});

function expectHidden(text: string, { url, parts }: (typeof cases)[number]): void {
  for (const part of parts) if (text.includes(part)) expect.fail(`${url} is told as ${text}`);
}

/** All that can be seen of an error: its members, what caused it, and what a log would print. */
function seen(error: unknown): string {
  return `${String(error)} ${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`;
}

test('no error of open tells a password, however wrong its url is', async () => {
  for (const one of cases) {
    const error = await open(one.url).then(
      (house) => house.close().then(() => expect.fail(`${one.url} was opened`)),
      (thrown: unknown) => thrown,
    );
    expectHidden(seen(error), one);
  }
});

describe.each([
  ['--house', (url: string) => ({ words: ['books', '--house', url] })],
  ['--house=', (url: string) => ({ words: ['balance', 'a', `--house=${url}`, '--json'] })],
  ['$TALLYSTICK_HOUSE', (url: string) => ({ words: ['books'], environment: { TALLYSTICK_HOUSE: url } })],
  ['a command that makes a house', (url: string) => ({ words: ['count', 'define', 'c', '--house', url] })],
  ['migrate', (url: string) => ({ words: ['migrate', url] })],
  ['migrate --house', (url: string) => ({ words: ['migrate', '--house', url] })],
  ['demo', (url: string) => ({ words: ['demo', '--house', url] })],
  ['a word that is no command', (url: string) => ({ words: [url, 'books'] })],
  ['a word too many', (url: string) => ({ words: ['books', url] })],
  ['an option that there is not', (url: string) => ({ words: ['books', `--hose=${url}`] })],
  [
    'an option that there is not, as JSON',
    (url: string) => ({ words: ['books', `--hose=${url}`, '--json'] }),
  ],
  ['a choice that there is not', (url: string) => ({ words: ['export', `--format=${url}`] })],
] as const)('%s', (_, make) => {
  test('tells no password', async () => {
    for (const one of some) {
      const { words, environment } = { environment: {}, ...make(one.url) };
      const run = await runInProcess(words, { ...environment, TALLYSTICK_DEBUG: '1' });
      expect(run.code, one.url).toBeGreaterThan(1);
      expectHidden(`${run.stdout} ${run.stderr}`, one);
    }
  });
});

/** Where a url is mistyped, also where a value of another kind was wanted: of each sort of url one. */
const misplaced = ['postgres:/', 'mysql://', 'postgres://'].map((start) => ({
  url: `${start}u:hunter2@${HOST}/d`,
  parts: ['hunter2'],
}));

test('a url in the place of any other value is not told either', async () => {
  // With a house, so that what is well-formed is looked up in it.
  await (await open('sqlite:shop.db')).close();
  let refused = 0;
  for (const [i, taker] of takersOf(makeProgram()).entries()) {
    const one = misplaced[i % misplaced.length] as (typeof misplaced)[number];
    const words = [...lineWith(taker, one.url), ...(taker.name === '--house' ? [] : ['--house', 'shop.db'])];
    const { code, stderr } = await runInProcess(words, { TALLYSTICK_DEBUG: '1' });
    // What was taken for an id is a name by which something was asked for, as any other.
    if (code !== EXIT.misuse && code !== EXIT.unavailable) continue;
    expectHidden(stderr, one);
    refused += 1;
  }
  expect(refused).toBeGreaterThan(100);
  for (const name of readdirSync('.')) rmSync(name, { recursive: true });
});

test('a server that refuses, and a house that is open, tell no password', async () => {
  const schema = await makeEmptySchema();
  const role = `${schema.name}_user`;
  await query(schema.serverUrl, `CREATE ROLE "${role}" LOGIN PASSWORD 'hunter2'`);
  const urlWith = (change: (url: URL) => void): string => {
    const url = new URL(schema.url);
    Object.assign(url, { username: role, password: 'hunter2' });
    change(url);
    return url.href;
  };
  const parts = ['hunter2', 'swordfish'];
  const wrong = [
    urlWith(() => {}), // It may not make tables.
    urlWith((url) => Object.assign(url, { password: 'swordfish' })),
    urlWith((url) => Object.assign(url, { username: 'nobody' })),
    urlWith((url) => Object.assign(url, { pathname: '/nowhere' })),
    urlWith((url) => url.searchParams.set('sslmode', 'verify-full')),
    urlWith((url) => url.searchParams.set('sslkey', 'no/such/file')),
    urlWith((url) => url.searchParams.set('sslnegotiation', 'other')),
  ];
  for (const url of wrong) {
    const error = await open(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'StoreError' });
    expectHidden(seen(error), { url, parts });
    const { stderr } = await runInProcess(['books', '--house', url], { TALLYSTICK_DEBUG: '1' });
    expectHidden(stderr, { url, parts });
  }
  const { pathname } = new URL(schema.serverUrl);
  await query(schema.serverUrl, `GRANT CREATE ON DATABASE "${pathname.slice(1)}" TO "${role}"`);
  const url = urlWith(() => {});
  const house = await open(url);
  expect(house.url).toContain(role);
  expectHidden(`${house.url} ${inspect(house, { depth: 9, showHidden: true })}`, { url, parts });
  await house.close();
  expectHidden(seen(await house.books().catch((thrown: unknown) => thrown)), { url, parts });
  await schema.drop();
  await query(schema.serverUrl, `DROP OWNED BY "${role}"; DROP ROLE "${role}"`);
});
