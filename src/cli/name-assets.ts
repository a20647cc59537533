import { isPlainObject } from '../base/plain-object.ts';
import { AMOUNTS, ENTRY_LISTS, LIMIT_LISTS, LINE_AMOUNTS, linesIn } from '../commands/command-table.ts';
import { namesIn } from '../commands/own-command.ts';
import { toJson } from '../money/to-json.ts';
import { copyCommand, type Members } from './copy-command.ts';
import type { AssetFinder } from './find-asset.ts';

/** What is read of a record of the journal. */
export interface NamedRecord {
  readonly seq: number;
  readonly effectiveAt: number;
  readonly ok: boolean;
  readonly command: Readonly<Record<string, unknown>>;
  readonly entries: readonly RecordEntry[];
  readonly path?: readonly number[] | undefined;
  readonly parts?: readonly object[] | undefined;
  readonly subject?: string | undefined;
}

interface RecordEntry {
  readonly account: string;
  readonly asset: string;
  readonly seq: number;
}

/** A copy of a command, the single commands in it, in order, and the assets that were found for them. */
interface Named {
  readonly command: Members;
  readonly singles: readonly Members[];
  readonly found: readonly (string | null)[];
}

/** An item as JSON, its amounts in that asset; null: nobody knows it. */
export function itemJson(item: object, asset: string | null): object {
  return toJson(item, asset === null ? {} : { asset }) as object; // An object it stays.
}

/** A record of the journal as JSON; see `withAssets`. */
export async function recordJson(record: NamedRecord, assets: AssetFinder): Promise<object> {
  const { command, ...rest } = await withAssets(record, assets);
  // By itself: what a record says of its own amounts is not what a command is in that nobody knows.
  return { ...itemJson({ ...rest, command: null }, null), command: itemJson(command, null) };
}

/**
 * A record of the journal in which the record itself, its command (of a group each one inside), entries of postings and
 * parts say what their amounts are in. Postings say it; for what was refused, or moved nothing, the accounts do.
 * An entry whose command did not say its asset has `assetGiven: false`, so that the command can be read as it was.
 */
async function withAssets<R extends NamedRecord>(record: R, assets: AssetFinder): Promise<R> {
  const { command, places } = copyCommand(record.command);
  for (const place of places) await nameExpected(place, record.effectiveAt, assets);
  const singles = places.filter(({ commands }) => !Array.isArray(commands));
  const bySeq = Map.groupBy(record.ok ? record.entries : [], ({ seq }) => seq);
  const found: (string | null)[] = [];
  for (const [i, single] of singles.entries()) {
    // The record bears the number of its last event, and each command became one event.
    const entries = bySeq.get(record.seq - singles.length + 1 + i) ?? [];
    const { effectiveAt = record.effectiveAt } = single as { effectiveAt?: number }; // The house checked it.
    found.push(await nameCommand(single, entries, (about) => assets.ofCommand(about, effectiveAt)));
  }
  const { parts } = record;
  return {
    ...named(record, await assetOfRecord(record, { command, singles, found }, assets)),
    command,
    ...(parts === undefined ? {} : { parts: parts.map((part, i) => named(part, found[i] ?? null)) }),
  };
}

/** Puts their assets into the lines of what a command or a group expects of accounts, whichever those of its own are. */
async function nameExpected(place: Members, recordedFor: number, assets: AssetFinder): Promise<void> {
  if (!Array.isArray(place.expect)) return;
  const { effectiveAt = recordedFor } = place as { effectiveAt?: number }; // The house checked it.
  const lines: Members[] = [];
  for (const line of place.expect as readonly Members[]) {
    const asset = line.available === undefined ? null : await assets.at(String(line.account), effectiveAt);
    lines.push(asset === null ? line : { ...line, asset });
  }
  place.expect = lines;
}

/** Puts the asset into a command with amounts, and gives it; null where it is not known. */
async function nameCommand(
  command: Members,
  posted: readonly RecordEntry[],
  ask: (about: object) => Promise<string | null>,
): Promise<string | null> {
  const list = ENTRY_LISTS.find((name) => Array.isArray(command[name]));
  if (list !== undefined) {
    const entries = (command[list] as readonly Members[]).map((entry) => ({ ...entry })); // The house checked it.
    for (const entry of entries) {
      if (entry.asset !== undefined) continue;
      const known = posted.find(({ account }) => account === entry.account)?.asset;
      const asset = known ?? (await ask({ account: entry.account }));
      if (asset !== null) Object.assign(entry, { asset, assetGiven: false });
    }
    command[list] = entries;
    return null;
  }
  if (isPlainObject(command.command)) {
    const later: Members = { ...command.command };
    command.command = later;
    return await nameCommand(later, [], ask);
  }
  if (typeof command.asset === 'string') return command.asset;
  const asset = posted[0]?.asset ?? (await ask(namesIn(command)));
  if (asset !== null && hasAmounts(command)) command.asset = asset;
  return asset;
}

function hasAmounts(command: Members): boolean {
  const isThere = (holder: Readonly<Members>, names: readonly string[]): boolean =>
    names.some((name) => typeof holder[name] === 'bigint');
  return (
    isThere(command, AMOUNTS) ||
    linesIn(command).some((line) => isThere(line, LINE_AMOUNTS)) ||
    hasLimits(command)
  );
}

/** Whether a command has velocity limits, whose amounts are in the asset of its account. */
function hasLimits(command: Members): boolean {
  return LIMIT_LISTS.some((name) => Array.isArray(command[name]) && command[name].length > 0);
}

/** What the amounts that a record says of itself are in. */
async function assetOfRecord(
  { path, subject, effectiveAt }: NamedRecord,
  { command, singles, found }: Named,
  assets: AssetFinder,
): Promise<string | null> {
  let one: Members | undefined = command;
  for (const index of path ?? []) one = (one?.commands as readonly Members[] | undefined)?.[index];
  const asset = one === undefined ? null : (found[singles.indexOf(one)] ?? null);
  return asset ?? (subject === undefined ? null : assets.at(subject, effectiveAt));
}

/** The same with its asset beside its amounts, if it has any and does not say it. */
function named<T extends object>(value: T, asset: string | null): T {
  const members = value as Readonly<Members>; // An object has members.
  const hasAmounts =
    members.allocations !== undefined ||
    members.postings !== undefined ||
    Object.values(members).some((one) => typeof one === 'bigint');
  return asset === null || members.asset !== undefined || !hasAmounts ? value : { ...value, asset };
}
