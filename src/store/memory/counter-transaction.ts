import { assert } from '../../base/assert.ts';
import type { DefinitionRow, LogRow, QuarantineRow, Tally } from '../../counters/counter-rows.ts';
import type { CounterTransaction, EventsQuery } from '../../counters/counter-store.ts';
import type { BucketDelta } from '../../counters/rules/coalesce-deltas.ts';
import type { CounterLog } from './counter-log.ts';
import { addTallies, MemoryCounterView } from './counter-view.ts';

/** Writes to one book; nobody else reads or writes it meanwhile. */
export class MemoryCounterTransaction extends MemoryCounterView implements CounterTransaction {
  async holdDefinitions(counters: readonly string[]): Promise<DefinitionRow[]> {
    const found: DefinitionRow[] = [];
    for (const counter of counters) {
      const state = this.book.counters.get(counter);
      if (state !== undefined) found.push(state.definition);
    }
    return found;
  }

  async lockDefinition(counter: string): Promise<DefinitionRow | undefined> {
    return this.definition(counter);
  }

  async addDefinitions(rows: readonly DefinitionRow[]): Promise<void> {
    for (const row of rows) if (!this.book.counters.has(row.counter)) this.book.putDefinition(row);
  }

  async putDefinition(row: DefinitionRow): Promise<void> {
    const { slots } = this.book.state(row.counter).definition;
    this.book.putDefinition({ ...row, slots: Math.max(row.slots, slots) });
  }

  async growSlots(counter: string, slots: number): Promise<void> {
    const { definition } = this.book.state(counter);
    if (slots > definition.slots) this.book.putDefinition({ ...definition, slots });
  }

  async addToLog(rows: readonly LogRow[]): Promise<(LogRow | null)[]> {
    const added = new Map<CounterLog, LogRow[]>();
    this.book.didChange(() => {
      for (const [log, ofLog] of added) log.remove(ofLog);
    });
    let counter: string | undefined;
    let log: CounterLog | undefined;
    let ofLog: LogRow[] = [];
    const answers: (LogRow | null)[] = new Array(rows.length);
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i] as LogRow; // Within the list.
      if (row.counter !== counter || log === undefined) {
        counter = row.counter;
        log = this.book.state(counter).log;
        ofLog = added.get(log) ?? [];
        added.set(log, ofLog);
      }
      const standing = log.add(row);
      if (standing === null) ofLog.push(row);
      answers[i] = standing;
    }
    return answers;
  }

  async addToBuckets(deltas: readonly BucketDelta[]): Promise<void> {
    this.book.addToBuckets(deltas);
  }

  async addToTallies(deltas: readonly Tally[]): Promise<void> {
    for (const delta of deltas) {
      const { tallies } = this.book.state(delta.counter);
      const before = tallies.get(delta.slot);
      tallies.set(delta.slot, before === undefined ? delta : addTallies(before, delta));
      this.book.didChange(() => {
        if (before === undefined) tallies.delete(delta.slot);
        else tallies.set(delta.slot, before);
      });
    }
  }

  async addToQuarantine(rows: readonly QuarantineRow[]): Promise<void> {
    for (const row of rows) {
      const { quarantine } = this.book.state(row.counter);
      const key = keyOf(row);
      if (quarantine.has(key)) continue;
      quarantine.set(key, row);
      this.book.didChange(() => quarantine.delete(key));
    }
  }

  async takeFromQuarantine(counter: string, query: Omit<EventsQuery, 'after'>): Promise<QuarantineRow[]> {
    const rows = await this.quarantine(counter, query);
    const { quarantine } = this.book.state(counter);
    for (const row of rows) {
      quarantine.delete(keyOf(row));
      this.book.didChange(() => quarantine.set(keyOf(row), row));
    }
    return rows;
  }

  async dropGeneration(counter: string, generation: number): Promise<void> {
    assert(generation !== 0, 'the live buckets of a counter are never dropped');
    const { tables } = this.book.state(counter);
    const table = tables.get(generation);
    if (table === undefined) return;
    tables.delete(generation);
    this.book.didChange(() => tables.set(generation, table));
  }

  async swapGeneration(
    counter: string,
    generation: number,
    from: number | null,
    to: number | null,
  ): Promise<void> {
    const state = this.book.state(counter);
    const old = state.table(0).rows(counter, 0);
    for (const row of old) {
      if ((from !== null && row.start < from) || (to !== null && row.start >= to)) continue;
      this.book.putSlot(row, undefined);
      this.book.didChange(() => this.book.putSlot(row, row.sum));
    }
    for (const row of state.table(generation).rows(counter, 0)) {
      this.book.putSlot(row, row.sum);
      this.book.didChange(() => this.book.putSlot(row, undefined));
    }
    await this.dropGeneration(counter, generation);
  }

  async moveFeed(feed: string, from: number, to: number): Promise<boolean> {
    const before = this.book.feeds.get(feed);
    if ((before ?? 0) !== from) return false;
    this.book.feeds.set(feed, to);
    this.book.didChange(() => {
      if (before === undefined) this.book.feeds.delete(feed);
      else this.book.feeds.set(feed, before);
    });
    return true;
  }
}

/** The length tells where the source ends. */
function keyOf({ source, eventId }: { readonly source: string; readonly eventId: string }): string {
  return `${source.length}:${source}${eventId}`;
}
