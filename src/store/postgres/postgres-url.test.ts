import { expect, test } from 'vitest';
import { READERS_MAX, WRITERS_MAX } from './connection-limits.ts';
import { parsePostgresUrl } from './postgres-url.ts';

const opened = { pooler: undefined, mode: 'write' };
const defaults = { schema: 'tallystick', writersMax: WRITERS_MAX, readersMax: READERS_MAX, ...opened };

test.each([
  ['postgres://h/d', { servers: ['postgres://h/d'], ...defaults, url: 'postgres://h/d' }],
  [
    'postgresql://me:secret@h:5433/d?schema=shop&writers=2&readers=3&sslmode=require',
    {
      servers: ['postgres://me:secret@h:5433/d?sslmode=require'],
      schema: 'shop',
      writersMax: 2,
      readersMax: 3,
      ...opened,
      url: 'postgres://me@h:5433/d?schema=shop',
    },
  ],
  [
    'postgres://me:s%40crt@a:1,b:2/d?password=hidden&application_name=till%401',
    {
      servers: ['a:1', 'b:2'].map(
        (host) => `postgres://me:s%40crt@${host}/d?password=hidden&application_name=till%401`,
      ),
      ...defaults,
      url: 'postgres://me@a:1,b:2/d',
    },
  ],
  [
    'postgres:///d?host=%2Fvar%2Frun%2Fpostgresql',
    { servers: ['postgres:///d?host=%2Fvar%2Frun%2Fpostgresql'], ...defaults, url: 'postgres:///d' },
  ],
])('%s', (url, place) => {
  expect(parsePostgresUrl(url)).toEqual(place);
});

test.each([
  ['mysql://h/d', 'url'],
  ['postgres:h', 'url'],
  ['postgres://h:port/d', 'url'],
  ['postgres://a@b@c/d', 'url'],
  ['postgres://h/d\0', 'url'],
  ['postgres://h/d?schema=', 'url.schema'],
  ['postgres://h/d?schema=Shop', 'url.schema'],
  ['postgres://h/d?schema=pg_shop', 'url.schema'],
  [`postgres://h/d?schema=${'s'.repeat(49)}`, 'url.schema'],
  ['postgres://h/d?schema=a"b', 'url.schema'],
  ['postgres://h/d?writers=0', 'url.writers'],
  ['postgres://h/d?readers=1.5', 'url.readers'],
  ['postgres://h/d?readers=1001', 'url.readers'],
  ['postgres://h/d?shema=shop', 'url.shema'],
  ['postgres://h/d?sslmode=require&connect_timeout=5', 'url.connect_timeout'],
  ['postgres://h/d?query_timeout=1', 'url.query_timeout'],
  ['postgres://h/d?schema=a&schema=b', 'url.schema'],
  ['postgres://h/d?sslmode=require&sslmode=disable', 'url.sslmode'],
  ['postgres://h/d?host=a%40b', 'url'],
  ['postgres://h/d?port=x', 'url'],
  ['postgres://u%3Apw@h/d', 'url'],
  ['postgres://u%3Apw%40h/d', 'url'],
  ['postgres://u:12/34@h/d', 'url'],
  ['postgres://u:12?34@h/d', 'url'],
])('%j is refused for its %s', (url, field) => {
  expect(() => parsePostgresUrl(url)).toThrow(
    expect.objectContaining({ name: 'TallystickError', code: 'bad_option', field }),
  );
});

test('no message and no shown url tells a password', () => {
  const secret = 'hunter2';
  for (const url of [`postgres://me:${secret}@h:x/d`, `postgres://me:${secret}@h/d?writers=x`]) {
    expect(() => parsePostgresUrl(url)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    );
  }
  expect(parsePostgresUrl(`postgres://me:${secret}@h/d?password=${secret}`).url).not.toContain(secret);
});
