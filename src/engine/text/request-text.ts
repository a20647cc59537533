import type { Clock } from '../../base/clock.ts';
import { checkRequest } from '../../commands/check-command.ts';
import {
  AMOUNT_LISTS,
  AMOUNTS,
  CLOCKS,
  type CommandRequest,
  LINE_AMOUNTS,
} from '../../commands/command-table.ts';
import type { About } from '../../commands/entry.ts';
import { checkExpectations, type Expecting, RANGE_AMOUNTS } from '../../commands/expectation.ts';
import type { Erase, OwnCommand, RunSchedule } from '../../commands/own-command.ts';
import type { ScheduledCommand } from '../../commands/schedule-commands.ts';
import { jsonText, plainOf, reviveAmounts } from './json-text.ts';
import { mayHoldSeal, placesOf, sealOf } from './private-data.ts';

/** What the journal holds as requests: what callers ask for, and what the house says by itself. */
export type AnyRequest = CommandRequest | OwnCommand | RunSchedule | Erase;

/**
 * The one text of a checked request, without its own id: two requests ask for the same exactly when their texts
 * are equal. Clocks are objects of decimal strings; for what is private stands its hash.
 */
export function requestText(request: AnyRequest): string {
  if (request.kind !== 'atomic') return singleText(request, false);
  // Groups nest deeper than calls can, so what is still to be written stands on a list.
  let text = '';
  const rest: (string | AnyRequest)[] = [request];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') {
      text += next;
    } else if (next.kind !== 'atomic') {
      text += singleText(next, true);
    } else {
      text += '{"kind":"atomic","commands":[';
      rest.push(`]${aboutText(next)}}`);
      for (let i = next.commands.length - 1; i >= 0; i -= 1) {
        const command = next.commands[i];
        if (command !== undefined) rest.push(command);
        if (i > 0) rest.push(',');
      }
    }
  }
  return text;
}

/** What a group says about itself, as members behind its commands. */
function aboutText({ metadata, reference, expect, ...group }: About & Expecting): string {
  const hash = sealOf(group)?.hash;
  const members = { metadata, reference, private: hash, expect };
  const hasNone = Object.values(members).every((member) => member === undefined);
  return hasNone ? '' : `,${jsonText(members).slice(1, -1)}`;
}

function singleText(request: Exclude<AnyRequest, { kind: 'atomic' }>, withId: boolean): string {
  return JSON.stringify(plainSingle(request, withId));
}

function plainSingle(request: object & { readonly kind: string }, withId: boolean): Record<string, unknown> {
  const plain: Record<string, unknown> = { kind: request.kind };
  const members = request as unknown as Readonly<Record<string, unknown>>; // Whatever its kind has.
  for (const name in members) {
    const value = members[name];
    if (value === undefined || (name === 'id' && !withId)) continue;
    const isClock = value !== null && CLOCKS.has(name);
    if (name === 'private') plain[name] = sealOf(members)?.hash;
    else if (name === 'command' && typeof value === 'object')
      plain[name] = plainSingle(value as ScheduledCommand, false);
    else plain[name] = plainOf(isClock ? clockRecord(value as Clock) : value); // The checks made one of it.
  }
  return plain;
}

/** A clock as callers write it. */
export function clockRecord(clock: Clock): Record<string, bigint> {
  return Object.fromEntries(clock.ids.map((id, i) => [id, clock.counters[i] ?? 0n]));
}

/**
 * The request that was recorded as a text, checked as it was when it came in, in the form of today. Each single command
 * is checked by itself: the group of an interactive transaction may be longer than any that callers submit. What is private
 * is a seal without its text.
 */
export function checkRecorded(text: string): CommandRequest {
  const root: CommandRequest[] = [];
  const rest = [{ asked: revived(text), into: root }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { private: hash, ...asked } = next.asked;
    const sealed = hash === undefined ? {} : { private: { hash } };
    if (asked.kind !== 'atomic') {
      // Which zones there were then is no matter of today.
      const { zone, ...single } = asked;
      const inZone = zone === undefined ? {} : { zone };
      next.into.push({ ...checkRequest(single), ...sealed, ...inZone } as CommandRequest);
      continue;
    }
    const commands: CommandRequest[] = [];
    const { metadata, reference, expect } = asked;
    const group = checkRequest({ kind: 'atomic', commands: [], metadata, reference });
    const expecting = expect === undefined ? {} : { expect: checkExpectations('expect', expect) };
    next.into.push({ ...group, ...sealed, commands, ...expecting } as CommandRequest);
    const inner = asked.commands as readonly Readonly<Record<string, unknown>>[]; // requestText wrote it.
    for (const command of inner.toReversed()) rest.push({ asked: command, into: commands });
  }
  const [request] = root;
  return request as CommandRequest; // One was put there for the text itself.
}

/** A command that is to be carried out later, as plain data, and back. */
export function plainScheduled(command: ScheduledCommand): Record<string, unknown> {
  return plainSingle(command, false);
}
export function readScheduled(text: string): ScheduledCommand {
  return checkRecorded(text) as ScheduledCommand; // plainScheduled wrote it.
}

/** A request as a caller would write it, amounts as bigints again and without what was private, from its text. */
export function readRequest(text: string): Record<string, unknown> {
  const request = revived(text);
  if (mayHoldSeal(text)) for (const command of placesOf(request)) delete command.private;
  return request;
}

/** A request from its text, amounts as bigints again. */
function revived(text: string): Record<string, unknown> {
  const root: unknown = JSON.parse(text);
  const rest = [root];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const request = next as Record<string, unknown>; // requestText wrote it.
    reviveAmounts(request, AMOUNTS);
    for (const name of CLOCKS) {
      const clock = request[name];
      if (typeof clock !== 'object' || clock === null) continue;
      const components = clock as Record<string, unknown>; // As above.
      reviveAmounts(components, Object.keys(components));
    }
    for (const name of AMOUNT_LISTS) {
      const list = request[name];
      if (Array.isArray(list)) for (const one of list) reviveAmounts(one, LINE_AMOUNTS);
    }
    const { expect } = request;
    if (Array.isArray(expect))
      for (const { available } of expect) reviveAmounts(available ?? {}, RANGE_AMOUNTS);
    if (Array.isArray(request.commands)) rest.push(...request.commands);
    if (typeof request.command === 'object' && request.command !== null) rest.push(request.command);
  }
  return root as Record<string, unknown>; // As above.
}
