import { ENTRIES } from '../../commands/command-table.ts';
import { OWN_EVENTS } from '../../commands/own-command.ts';
import { REASONS } from '../../commands/reasons.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import { RULES_VERSION } from '../../kernel/rules-version.ts';
import type { JournalRow } from '../../store/store.ts';
import { answerOfRow, isTransactionRow } from '../commit/answer-of.ts';
import { readEvents, readRefusal, valueHashIn } from '../text/event-text.ts';
import { type GroupText, readGroupText } from '../text/group-text.ts';
import { labelsOf } from '../text/labels.ts';
import { hashesIn, mayKeepApart, VALUE_PLACE } from '../text/private-data.ts';
import { isWellFormed } from './check-event-shape.ts';

/** A single command as its text says it, unchecked but for its kind. */
export interface AskedCommand {
  readonly kind: string;
  readonly id?: unknown;
  readonly effectiveAt?: unknown;
  readonly [field: string]: unknown;
}

/** A journal row with its texts read. */
export interface ReadRow {
  readonly row: JournalRow;
  /** The single commands, those of groups inside flattened. */
  readonly asked: readonly AskedCommand[];
  /** One for each command when it was accepted; none when it was refused. */
  readonly events: readonly Event[];
  /** What it is found under: nothing when it was refused. */
  readonly labels: readonly string[];
  /** What is kept apart from it. */
  readonly apart: ReadApart;
  /** For what this book has of a group on several books. */
  readonly group: GroupPart | undefined;
}

/** What is kept apart from a row, by the places in its request: hashes. */
export interface ReadApart {
  /** The request as its text says it. */
  readonly root: object;
  /** In order of the places. */
  readonly hashes: ReadonlyMap<number, unknown>;
}

/** What one book has of a group on several. */
export interface GroupPart {
  /** This book. */
  readonly book: string;
  readonly text: GroupText;
  /** The book of each command of the whole group, in order. */
  readonly across: readonly string[];
  /** The book that refused the group; undefined when all accepted it, or when it was refused as a whole. */
  readonly refusedBy: string | undefined;
}

/** The events that a kind of command may lead to; undefined for what is no kind. */
function eventsOf(kind: string): readonly string[] | undefined {
  return ENTRIES.get(kind)?.events ?? OWN_EVENTS.get(kind);
}

/** What is wrong with a journal row, in words. */
export class BadRow {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/**
 * Reads a journal row, and whether its answer is one that its request can have led to: as many events as commands,
 * each of a kind, a moment and an id that goes with its command. What does not is thrown as BadRow.
 */
export function readJournalRow(row: JournalRow, book: string): ReadRow {
  checkRules(row);
  const root = readText('request', () => JSON.parse(row.request));
  const commands = readText('request', () => askedIn(row, root));
  const text = readText('request', () => groupIn(row, book));
  const apart = { root, hashes: readText('answer', () => hashesOf(row, root)) };
  checkAssigned(row, commands);
  if (!row.isAccepted) {
    const asked = commands;
    const { reason, book: refusedBy } = readText('answer', () => readRefusal(row.answer));
    if (!Object.hasOwn(REASONS, reason)) throw new BadRow(`it was refused for an unknown reason: ${reason}`);
    if (text === undefined) {
      if (refusedBy !== undefined) throw new BadRow('a book refused it that it has nothing to do with');
      return { row, asked, events: [], labels: [], apart, group: undefined };
    }
    // Only that its books have different assets is nobody's refusal.
    const isByNobody = refusedBy === undefined && reason === 'asset_mismatch';
    if (!isByNobody && !text.across.some((other) => other === refusedBy)) {
      throw new BadRow(`none of the books of its group refused it: ${refusedBy}`);
    }
    return {
      row,
      asked,
      events: [],
      labels: [],
      apart,
      group: { book, text, across: text.across, refusedBy },
    };
  }
  const events = readText('answer', () => readEvents(row.answer));
  // What a schedule did and what came of it are both its own.
  const [first] = commands;
  const isRun = first?.kind === 'run_schedule' && events.length <= 2;
  const asked = isRun ? events.map(() => first) : commands;
  if (isTransactionRow(row)) {
    if (row.kind !== 'atomic' || text !== undefined) throw new BadRow('its answer is that of a transaction');
    readText('answer', () => answerOfRow(row));
  }
  if (events.length !== asked.length) {
    throw new BadRow(`it has ${events.length} events for ${asked.length} commands`);
  }
  for (const [i, event] of events.entries()) {
    const command = asked[i];
    if (command !== undefined) checkEvent(row, event, i - events.length + 1, command);
  }
  const group = text && { book, text, across: text.across, refusedBy: undefined };
  const labels = labelsOf(root, row.actor);
  return { row, asked, events, labels, apart, group };
}

const NO_HASHES: ReadonlyMap<number, unknown> = new Map();

function hashesOf(row: JournalRow, root: object): ReadonlyMap<number, unknown> {
  if (!mayKeepApart(row)) return NO_HASHES;
  const value = row.isAccepted ? valueHashIn(row.answer) : undefined;
  return new Map([...(value === undefined ? [] : [[VALUE_PLACE, value] as const]), ...hashesIn(root)]);
}

function checkRules({ rules }: JournalRow): void {
  if (rules < 1) throw new BadRow(`it was decided by version ${rules} of the rules, which there never was`);
  if (rules > RULES_VERSION)
    throw new BadRow(`it was decided by version ${rules} of the rules, and this code knows ${RULES_VERSION}`);
}

/** What the row says of the whole group, whose commands here are as many as it says. */
function groupIn(row: JournalRow, book: string): GroupText | undefined {
  const text = readGroupText(row.request);
  if (text === undefined) return undefined;
  const said = text.across.filter((other) => other === book).length;
  const { commands } = JSON.parse(row.request);
  if (said === commands.length) return text;
  throw new BadRow(`its group has ${commands.length} commands here, and says that they are ${said}`);
}

function readText<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadRow) throw error;
    throw new BadRow(`its ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function askedIn(row: JournalRow, root: unknown): AskedCommand[] {
  const asked: AskedCommand[] = [];
  const rest = [root];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next !== 'object' || next === null || !('kind' in next))
      throw new BadRow('its request is none');
    const command = next as Readonly<Record<string, unknown>>; // An object it is.
    if (next === root && command.kind !== row.kind) {
      throw new BadRow(`its kind is ${row.kind}, and its request's is ${String(command.kind)}`);
    }
    if (command.kind !== 'atomic') {
      if (typeof command.kind !== 'string' || eventsOf(command.kind) === undefined) {
        throw new BadRow(`its request is of an unknown kind: ${String(command.kind)}`);
      }
      asked.push(command as AskedCommand); // It has a kind.
    } else if (Array.isArray(command.commands)) {
      rest.push(...command.commands.toReversed());
    } else {
      throw new BadRow('its group has no commands');
    }
  }
  return asked;
}

/** A moment was assigned exactly when some command came without one; and to an empty group, by which a clock was accepted. */
function checkAssigned({ assignedAt }: JournalRow, asked: readonly AskedCommand[]): void {
  const lacks = asked.some(({ effectiveAt }) => effectiveAt === undefined);
  if (lacks && assignedAt === null) throw new BadRow('its command lacks a moment, and none was given');
  if (!lacks && assignedAt !== null && asked.length > 0)
    throw new BadRow('a moment was given, and its command had one');
}

function checkEvent(row: JournalRow, event: Event, offset: number, command: AskedCommand): void {
  if (event.seq !== row.seq + offset) {
    throw new BadRow(`its event ${event.seq} should have the number ${row.seq + offset}`);
  }
  if (eventsOf(command.kind)?.includes(event.kind) !== true) {
    throw new BadRow(`a command ${command.kind} led to the event ${event.kind}`);
  }
  const at = command.effectiveAt ?? row.assignedAt;
  if (event.at !== at)
    throw new BadRow(`its event ${event.seq} is at ${event.at}, and its command at ${String(at)}`);
  // A command's own id is the row's, which its event does not repeat.
  const id = row.kind === 'atomic' ? command.id : undefined;
  if (event.id !== id) {
    throw new BadRow(`its event ${event.seq} has the id ${event.id}, and its command ${String(id)}`);
  }
  if (!isWellFormed(event)) throw new BadRow(`its event ${event.seq} is malformed`);
}
