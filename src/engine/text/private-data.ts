import crypto from 'node:crypto';
import { assert } from '../../base/assert.ts';
import { type CommandRequest, linesIn } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { StoredPrivate, StoredPrivateAccount } from '../../store/private-rows.ts';
import type { JournalRow } from '../../store/store.ts';

/** Random bytes that are hashed together with what is private, so that nobody finds it by hashing what it may be. */
const SALT_BYTES = 32;

/** Makes that many random bytes. */
export type RandomBytes = (size: number) => Uint8Array;

/** Where the value of a transaction's work stands among what its row keeps apart; commands are counted from 0. */
export const VALUE_PLACE = -1;

/** What stands in a request for its private data: the hash, and where they are at hand, the salt in hex and the text. */
export interface Seal {
  readonly hash: string;
  readonly salt?: string;
  readonly text?: string;
}

/** A command or a group as far as it is looked at here; `private` is what the caller gave, a seal, or a hash in a text. */
interface Asked {
  readonly kind: string;
  readonly commands?: readonly Asked[] | undefined;
  readonly [field: string]: unknown;
}

/** What a job has that is kept apart from its row. */
export interface Apart {
  /** The commands and groups in which it stands. */
  readonly root: CommandRequest;
  readonly secrets: readonly Secret[];
}

/** Private data of a job, to be kept beside its row. */
export interface Secret {
  /** The command in its request that has it, counted from the outermost on, in their order; VALUE_PLACE: the value. */
  readonly place: number;
  readonly seal: Required<Seal>;
}

/** The seal of a text. */
export function sealText(text: string, randomBytes: RandomBytes): Required<Seal> {
  const salt = Buffer.from(randomBytes(SALT_BYTES)).toString('hex');
  return { hash: privateHash(salt, text), salt, text };
}

/** SHA-256 of the salt, which always has the same length, and the text in UTF-8. */
export function privateHash(salt: string, text: string): string {
  return crypto.createHash('sha256').update(Buffer.from(salt, 'hex')).update(text).digest('hex');
}

/** Puts a seal in the place of all private data of a checked request, which nobody else has. */
export function sealRequest<R extends CommandRequest>(request: R, randomBytes: RandomBytes): R {
  for (const command of placesOf(request as unknown as Asked)) {
    if (command.private === undefined) continue;
    const sealed = command as { private?: unknown }; // The checks made it, for this call alone.
    sealed.private = sealText(JSON.stringify(command.private), randomBytes);
  }
  return request;
}

/** The seal that a sealed command has. */
export function sealOf(command: object): Seal | undefined {
  return (command as { readonly private?: unknown }).private as Seal | undefined; // sealRequest or checkRecorded put it there.
}

/** What is private in a sealed request, and in what the work of a transaction returned; undefined: nothing. */
export function apartOf(root: CommandRequest, returned?: Required<Seal>): Apart | undefined {
  const secrets = secretsOf(root);
  if (returned !== undefined) secrets.push({ place: VALUE_PLACE, seal: returned });
  return secrets.length === 0 ? undefined : { root, secrets };
}

function secretsOf(request: CommandRequest): Secret[] {
  const secrets: Secret[] = [];
  for (const [place, command] of placesOf(request as unknown as Asked).entries()) {
    const seal = sealOf(command);
    if (seal === undefined) continue;
    const { hash, salt, text } = seal;
    assert(salt !== undefined && text !== undefined, 'what is submitted was sealed with its text');
    secrets.push({ place, seal: { hash, salt, text } });
  }
  return secrets;
}

/** Whether the text of a request may hold the hash of something private. */
export function mayHoldSeal(request: string): boolean {
  return request.includes('"private":"');
}

/** Whether something may be kept apart from a row: the texts may say so of what is not. */
export function mayKeepApart({ request, answer }: Pick<JournalRow, 'request' | 'answer'>): boolean {
  return mayHoldSeal(request) || answer.startsWith('{"transaction":{"valueKept":true,"valueHash":');
}

/** The hashes of what is private in a request, as its text was read, by their places. */
export function hashesIn(root: unknown): Map<number, unknown> {
  const hashes = new Map<number, unknown>();
  for (const [place, command] of placesOf(root as Asked).entries()) {
    if (command.private !== undefined) hashes.set(place, command.private);
  }
  return hashes;
}

/** The commands and groups of a request, each before those inside it, in their order. */
export function placesOf<A extends object>(request: A): A[] {
  const all: A[] = [];
  const rest = [request];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    all.push(next);
    const { commands = [] } = next as { readonly commands?: readonly A[] }; // Those of a group, of the same form.
    for (let i = commands.length - 1; i >= 0; i -= 1) {
      const command = commands[i];
      if (command !== undefined) rest.push(command);
    }
  }
  return all;
}

/** What a row keeps apart, as it is stored. */
export function storedSecrets(
  secrets: readonly Secret[],
  { id, seq }: { readonly id: string; readonly seq: number },
): StoredPrivate[] {
  return secrets.map(({ place, seal: { salt, text } }) => ({ seq, place, id, salt, text, erasedBy: null }));
}

/**
 * Whose the private data of a row are: the accounts that its command names, and those that its event moved; of a group and of
 * the value of a transaction, those of all commands inside.
 *
 * @param root the request, checked or as its text says it
 * @param places those that have something private
 */
export function accountsOfSecrets(
  root: unknown,
  places: readonly number[],
  events: readonly Event[],
  { id, seq }: { readonly id: string; readonly seq: number },
): StoredPrivateAccount[] {
  if (places.length === 0) return [];
  const spans = spansOf(root as Asked);
  const rows: StoredPrivateAccount[] = [];
  for (const place of places) {
    const { command, from, to } = spans[place === VALUE_PLACE ? 0 : place] ?? {};
    if (command === undefined) continue;
    const accounts = new Set(placesOf(command).flatMap(accountsNamed));
    for (const event of events.slice(from, to)) {
      for (const { account } of event.moves) accounts.add(idOfKey(account));
    }
    accounts.delete(WORLD);
    const isOpening = command.kind === 'open_account' || command.kind === 'update_account';
    for (const account of accounts) rows.push({ account, seq, place, id, isOpening });
  }
  return rows;
}

/** A command or group of a request, with the single commands that it is, by their numbers. */
interface Span {
  readonly command: Asked;
  readonly from: number;
  readonly to: number;
}

function spansOf(root: Asked): Span[] {
  const all = placesOf(root);
  let single = 0;
  const begun = all.map((command) => {
    const from = single;
    if (command.commands === undefined) single += 1;
    return { command, from };
  });
  return begun.map(({ command, from }) => ({ command, from, to: from + countSingles(command) }));
}

function countSingles(command: Asked): number {
  return placesOf(command).filter(({ commands }) => commands === undefined).length;
}

const ACCOUNT_FIELDS = ['account', 'from', 'to', 'into'] as const;

function accountsNamed(command: Asked): string[] {
  const lines = linesIn(command).map(({ account }) => account);
  const named = [...ACCOUNT_FIELDS.map((field) => command[field]), ...lines];
  return named.filter((account): account is string => typeof account === 'string');
}
