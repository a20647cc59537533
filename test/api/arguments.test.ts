import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bug } from '../../src/base/assert.ts';
import * as main from '../../src/index.ts';
import { backup, open, StoreError, TallystickError } from '../../src/index.ts';
import * as memory from '../../src/memory/index.ts';
import { ARGUMENTS, withRepeat, withScheduled, withValueAt } from './api-arguments.ts';
import { RECEIVERS, type Receiver } from './api-receivers.ts';
import { mayBeTaken } from './argument-places.ts';
import { CALLERS_OWN, distortedForms, NASTY_VALUES, type NastyValue, trappedForms } from './nasty-values.ts';
import { type ApiDoor, reflectApi } from './reflect-api.ts';

/** What throws refusals hands all that it is given to what answers them, where that is tried. */
const DOORS = reflectApi().filter(({ owner }) => !owner.endsWith('OrThrow'));
/** What a caller may make by himself. */
const MADE_BY_CALLERS: Readonly<Record<string, unknown>> = { ...main, ...memory };
/** What may wait for ever and waits for longer than this has taken its arguments. */
const PATIENCE_MS = 300;
/** What must be refused, or works on files that others look at, is waited for, however slow the machine is. */
const PATIENCE_TO_THE_END_MS = 60_000;

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
const folder = mkdtempSync(join(tmpdir(), 'tallystick-arguments-'));
const before = process.cwd();

beforeAll(async () => {
  // What is taken for a path must not land in the project.
  process.chdir(folder);
  process.on('unhandledRejection', note);
  const house = await open('sqlite:house.db', { announceExpiries: false, clock: () => 20 });
  await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
  await house.close();
  await backup('sqlite:house.db', 'kept.db');
});

afterAll(() => {
  process.off('unhandledRejection', note);
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

interface Came {
  readonly by: 'answer' | 'throw' | 'rejection' | 'waiting';
  readonly what: unknown;
}

/** Calls, and tells what came of it. */
async function callOf(
  { owner, name, isAsync }: ApiDoor,
  target: object,
  given: readonly unknown[],
  patienceMs: number,
): Promise<Came> {
  let answer: unknown;
  try {
    const called: unknown = name === 'new' ? MADE_BY_CALLERS[owner] : memberAt(target, name);
    if (typeof called !== 'function') throw new Error(`there is no ${owner}.${name}`);
    answer = name === 'new' ? Reflect.construct(called, given) : Reflect.apply(called, target, given);
  } catch (what) {
    return { by: 'throw', what };
  }
  if (!isAsync) return { by: 'answer', what: await ended(answer) };
  if (!(answer instanceof Promise)) return { by: 'throw', what: 'it answered by no promise' };
  const waiting = setTimeout(patienceMs, { by: 'waiting', what: undefined } as const, { ref: false });
  return await Promise.race([
    answer.then(
      (what) => ({ by: 'answer', what }) as const,
      (what: unknown) => ({ by: 'rejection', what }) as const,
    ),
    waiting,
  ]);
}

/** A member, or one of its own, as `holds.all`. */
function memberAt(target: object, name: string): unknown {
  return name.split('.').reduce<unknown>((at, one) => Reflect.get(Object(at), one), target);
}

/** What is to be iterated over is begun and ended. */
async function ended(answer: unknown): Promise<unknown> {
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return answer;
  const iterator = answer as AsyncGenerator<unknown>; // Its own symbol says so.
  await Promise.race([iterator.next(), setTimeout(5)]);
  void iterator.return(undefined);
  return answer;
}

/** What is wrong with how a value was refused; undefined: nothing. */
function wrongRefusal({ isAsync }: ApiDoor, path: string, { by, what }: Came): string | undefined {
  if (by === 'answer' || by === 'waiting') return 'it was taken';
  if ((by === 'rejection') !== isAsync) return `by ${by}: ${what}`;
  if (what instanceof StoreError) return undefined;
  if (!(what instanceof TallystickError))
    return `by ${what instanceof Bug ? 'a bug' : 'another error'}: ${what}`;
  const member = /\.(\w+)(?:\[\])*$/.exec(path)?.[1] ?? '';
  if (what.field === '' || !what.field.includes(member)) return `the field is called ${what.field}`;
  if (!what.message.startsWith(`${what.field}: expected `)) return `it says ${what.message}`;
  return undefined;
}

/** What is wrong with what came of a value that may be taken, or with the caller's own error. */
function wrongAnswer(door: ApiDoor, path: string, came: Came): string | undefined {
  if (came.by === 'answer' || came.by === 'waiting') return undefined;
  // What was stopped before it began says so.
  if (path.endsWith('.signal') && came.by === 'rejection' && isAbort(came.what)) return undefined;
  // A callback that cannot be called fails as it does wherever it is called.
  if (came.what === CALLERS_OWN || isOfCallback(door, path))
    return (came.by === 'rejection') === door.isAsync ? undefined : came.by;
  return wrongRefusal(door, '', came);
}

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

const isOfCallback = ({ owner, name }: ApiDoor, path: string): boolean =>
  /clock|newId|on[A-Z]/.test(path) || (/OpenBook|Transaction/.test(owner) && name === 'transaction');

async function inReceiver<T>(door: ApiDoor, work: (receiver: Receiver) => Promise<T>): Promise<T> {
  const make = RECEIVERS[door.owner];
  if (make === undefined) throw new Error(`nobody says how to come by ${door.owner}`);
  const isInFile = door.owner === 'House' && door.name === 'backup';
  const receiver = await make(isInFile ? `sqlite:${crypto.randomUUID()}.db` : 'memory:');
  try {
    return await work(receiver);
  } finally {
    await receiver.end();
  }
}

function givenTo({ owner, name }: ApiDoor): readonly unknown[] {
  const given = ARGUMENTS[owner]?.[name];
  if (given === undefined) throw new Error(`nobody says what ${owner}.${name} is given`);
  return given;
}

/** The same with something expected wherever that may be, for the places inside of it: else nothing would be done. */
function givenFor(door: ApiDoor, path: string): readonly unknown[] {
  const given = givenTo(door);
  if (!path.includes('.expect')) return given;
  const [, argument] = /^\((\d)\)/.exec(path) ?? [];
  const isOfBooks = door.owner === 'House' && /^\(\d\)\.expect/.test(path);
  const line = {
    account: 'a',
    available: { min: -9n, max: 9_999n },
    lastSeq: 1,
    ...(isOfBooks ? { book: 'main' } : {}),
  };
  const expecting = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(expecting);
    const { commands, ...members } = value as { commands?: unknown }; // A command, or options.
    return {
      ...members,
      ...(commands === undefined ? {} : { commands: expecting(commands) }),
      expect: [line],
    };
  };
  return given.map((value, i) => (String(i) === argument ? expecting(value) : value));
}

/** Tries values at one place: those that must be refused in one house, which stays as it is, and the others in another. */
async function complaintsAt(door: ApiDoor, path: string): Promise<string[]> {
  const given = withRepeat(withScheduled(givenFor(door, path), path), path);
  const valid = valueAt(given, path);
  withValueAt(given, path, () => undefined);
  const complaints: string[] = [];
  const isRefused = ({ make }: NastyValue): boolean => !mayBeTaken(door, path, make());
  const isContainer = door.paths.some((one) => one.path.startsWith(`${path}.`) || one.path === `${path}[]`);
  const refused = [
    ...NASTY_VALUES.filter(isRefused),
    ...(isContainer ? distortedForms(valid) : []).filter(isRefused),
  ];
  const taken = NASTY_VALUES.filter((value) => !isRefused(value));
  await inReceiver(door, async ({ target, picture }) => {
    const seen = await picture();
    for (const { name, make } of refused) {
      const came = await callOf(door, target, withValueAt(given, path, make), PATIENCE_TO_THE_END_MS);
      const wrong = wrongRefusal(door, path, came);
      if (wrong !== undefined) complaints.push(`${path} = ${name}: ${wrong}`);
    }
    if (!isDeepStrictEqual(await picture(), seen)) complaints.push(`${path}: something changed`);
  });
  const patienceMs = /^(open|backup|restore)$/.test(door.name) ? PATIENCE_TO_THE_END_MS : PATIENCE_MS;
  for (const { name, make } of [...taken, ...trappedForms(valid)]) {
    await inReceiver(door, async ({ target }) => {
      const came = await callOf(door, target, withValueAt(given, path, make), patienceMs);
      const wrong = wrongAnswer(door, path, came);
      if (wrong !== undefined) complaints.push(`${path} = ${name}, which is right: ${wrong}`);
      if (came.what instanceof Object && 'close' in came.what)
        await (came.what as { close(): Promise<void> }).close();
    });
  }
  await setImmediate();
  for (const reason of unhandled.splice(0)) complaints.push(`${path}: unhandled ${reason}`);
  return complaints;
}

function valueAt(given: readonly unknown[], path: string): unknown {
  let at: unknown = given;
  for (const [, argument, index, member] of path.matchAll(/\((\d)\)|\[(\d*)\]|\.(\w+)/g)) {
    const key = argument ?? member ?? (index === '' ? '0' : (index ?? ''));
    at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  }
  return at;
}

/**
 * What is expected is read by one check for all commands, and so is what is scheduled: places inside of them are tried where they
 * come another way each.
 */
const EXPECTING = /^(House\.\w+|OpenBook\.(transfer|lockBefore|submit)|Transaction\.transfer)$/;
const SCHEDULING = /^(OpenBook|Transaction)\.schedule\(0\)|^OpenBook\.submit\(0\)\[\]\.command[.[]/;

function isTried({ owner, name }: ApiDoor, path: string): boolean {
  const door = `${owner}.${name}`;
  // What is in a refusal was answered, and is not looked at.
  if (/^(RefusedError\.new|main\.orThrow)$/.test(door)) return path === '(0)';
  if (/\.(command|every)[.[]/.test(path) && !SCHEDULING.test(`${door}${path}`)) return false;
  return !path.includes('.expect[') || EXPECTING.test(door);
}

describe('each argument of each function, constructor and method', () => {
  const cases = DOORS.map((door) => ({ door, name: `${door.owner}.${door.name}` }));
  test.each(cases)('$name', async ({ door }) => {
    const complaints: string[] = [];
    givenTo(door);
    for (const { path } of door.paths) {
      if (isTried(door, path)) complaints.push(...(await complaintsAt(door, path)));
    }
    expect(complaints).toEqual([]);
  });
});
