import { isPlainObject } from '../../base/plain-object.ts';
import { ENTRY_LISTS } from '../../commands/command-table.ts';
import { OWN_EVENTS } from '../../commands/own-command.ts';
import { fromJson } from '../../money/from-json.ts';
import { saysAsset } from './command-fields.ts';

/** What a line of an exported journal asks for, and what it came to when it was recorded. */
export interface RecordedCommand {
  readonly command: Record<string, unknown>;
  readonly ok: boolean;
  readonly reason: unknown;
  /** Who did it there, and so here. */
  readonly actor?: string | undefined;
  /** True: it was the next attempt at what an earlier line of that journal had refused under the same id. */
  readonly isRetry: boolean;
}

/**
 * The command in a line of an NDJSON export, with its id, and with the moment that the house gave it where it had
 * none: so it asks for the same again. null: the house said it by itself, and nobody asks for it, nor for an erasure: what
 * is private is in no export. undefined: the object is no such line.
 *
 * Of a group on several books a book has its own part, which is asked for alone. One that was refused is passed over:
 * what stood in its way may have been in another book.
 */
export function readRecord(value: unknown): RecordedCommand | null | undefined {
  if (!isPlainObject(value) || !isPlainObject(value.command) || !Object.hasOwn(value, 'seq'))
    return undefined;
  const { command, id, effectiveAt, ok, reason, retryOf, actor } = value;
  if (OWN_EVENTS.has(command.kind)) return null;
  const { across, groupHash: _groupHash, ...own } = fromJson<Record<string, unknown>>(command);
  if (across !== undefined && ok !== true) return null;
  const work: unknown[] = [own];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if (!isPlainObject(next)) continue;
    const members = next as Record<string, unknown>; // It was made just now, and nobody else has it.
    if (Array.isArray(members.expect)) for (const line of members.expect) delete line.asset;
    if (Array.isArray(members.commands)) {
      work.push(...members.commands);
      continue;
    }
    members.effectiveAt ??= effectiveAt;
    takeBackAssets(members);
  }
  const by = typeof actor === 'string' ? { actor } : {};
  return { command: { ...own, id }, ok: ok === true, reason, isRetry: retryOf !== undefined, ...by };
}

/** Takes away the assets that an export put beside amounts, and which the command did not say. */
function takeBackAssets(command: Record<string, unknown>): void {
  if (!saysAsset(command.kind)) delete command.asset;
  for (const entry of ENTRY_LISTS.flatMap((name) => command[name] ?? [])) {
    if (!isPlainObject(entry)) continue;
    const members = entry as Record<string, unknown>; // As above.
    if (members.assetGiven === false) delete members.asset;
    delete members.assetGiven;
  }
}
