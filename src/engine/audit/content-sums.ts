import crypto, { randomUUID } from 'node:crypto';
import { numbersOf } from '../../kernel/time/delta.ts';
import type { StoredLabel } from '../../store/label-rows.ts';
import type { StoredCommand } from '../../store/row-kinds.ts';
import type { EntryRow } from '../../store/store.ts';

const HEX_DIGITS = 13;
const MODULUS = 2 ** (4 * HEX_DIGITS);

/**
 * A sum over rows in any order: two sets of rows have the same sum exactly when they are the same set, but for a chance
 * of about 1 in 10^31. Each row counts as the hash of its text and of a key that is new in each audit, so that nobody
 * can have chosen rows to fit. O(1) memory.
 */
export class ContentSum {
  readonly #key: string;
  #count = 0;
  #high = 0;
  #low = 0;

  constructor(key: string) {
    this.#key = key;
  }

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    this.#put(text, 1);
  }

  #put(text: string, times: 1 | -1): void {
    const digits = crypto.hash('sha256', this.#key + text, 'hex');
    // Two numbers of 52 bits: their sums stay exact.
    const high = Number.parseInt(digits.slice(0, HEX_DIGITS), 16);
    const low = Number.parseInt(digits.slice(HEX_DIGITS, 2 * HEX_DIGITS), 16);
    this.#high = (this.#high + (times === 1 ? high : MODULUS - high)) % MODULUS;
    this.#low = (this.#low + (times === 1 ? low : MODULUS - low)) % MODULUS;
    this.#count += times;
  }

  /** Takes away a row that was added, or will be. */
  remove(text: string): void {
    this.#put(text, -1);
  }

  equals(other: ContentSum): boolean {
    return this.#count === other.#count && this.#high === other.#high && this.#low === other.#low;
  }
}

/** The sums of the kinds of rows of which there are the most. */
export class ContentSums {
  readonly commands: ContentSum;
  /** Ids of commands that were reversed. */
  readonly reversed: ContentSum;
  readonly entries: ContentSum;
  readonly labels: ContentSum;
  /** How many journal rows led to them, by the version of the rules. */
  readonly rowsByRules = new Map<number, number>();

  constructor(key: string) {
    this.commands = new ContentSum(key);
    this.reversed = new ContentSum(key);
    this.entries = new ContentSum(key);
    this.labels = new ContentSum(key);
  }

  countRow(rules: number): void {
    this.rowsByRules.set(rules, (this.rowsByRules.get(rules) ?? 0) + 1);
  }

  addCommand({ id, seq, event, isReversed }: StoredCommand): void {
    this.commands.add(commandText(id, seq, event));
    if (isReversed) this.reversed.add(id);
  }

  /** The row of an attempt that was refused gives way to that of the next one. */
  removeRefused(id: string, seq: number): void {
    this.commands.remove(commandText(id, seq, null));
  }

  addLabel({ label, seq }: StoredLabel): void {
    this.labels.add(`${seq} ${label}`);
  }

  addEntry(entry: EntryRow): void {
    const { account, at, order, seq } = entry;
    this.entries.add(`${at} ${order} ${seq} ${numbersOf(entry).join(' ')} ${account}`);
  }
}

function commandText(id: string, seq: number, event: number | null): string {
  return `${seq} ${event} ${id}`;
}

/** A random key, so that nobody can prepare a collision. */
export function newKey(): string {
  return randomUUID();
}
