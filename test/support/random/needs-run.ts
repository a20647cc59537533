import { ENTRIES } from '../../../src/commands/command-table.ts';
import { openHouse } from '../../../src/engine/open-house.ts';
import { NotFetched } from '../../../src/kernel/residency.ts';
import type { Store } from '../../../src/store/store.ts';
import { checkFollowed } from '../follow/check-followed.ts';
import { WrittenChanges } from '../follow/written-changes.ts';
import { checkSound } from '../house/house-checks.ts';
import { callMethod, type House, type OpenBook } from '../house/house-door.ts';
import type { SingleInput } from '../house/house-input.ts';
import { type AnyInput, anyCommand, anyCommands } from './any-commands.ts';
import { SeededChoices } from './house-random.ts';

type Commands = Parameters<OpenBook['submit']>[0];

/** Kinds that lead to one another: what one makes, the next looks at. */
const LINKED = [
  'transfer',
  'distribute',
  'pay',
  'release',
  'hold',
  'capture',
  'adjust_hold',
  'merge',
  'offer',
  'accept',
  'reverse',
  'grant',
  'spend',
  'void_credit',
  'extend_credit',
  'refund',
  'open_account',
];
const BOOKS = ['x', 'y'] as const;
const ENDING: ReadonlySet<string> = new Set(['merge', 'close_account']);
/** What a kind of command may do something with. */
const MADE_BY: Readonly<Record<string, readonly string[]>> = {
  capture: ['hold'],
  adjust_hold: ['hold'],
  release: ['hold'],
  accept: ['offer'],
  cancel: ['offer'],
  decline: ['offer'],
  merge: ['hold', 'offer'],
  void_credit: ['grant'],
  extend_credit: ['grant'],
  reverse: ['capture', 'accept', 'pay', 'refund', 'grant', 'spend', 'transfer', 'distribute'],
};
const PARTIES = ['account', 'from', 'to', 'into'] as const;
const SAME_ASSET = ['a', 'b', 'c', 'e'] as const;
const USED_ONCE = ['hold', 'offer', 'payment', 'refund', 'credit', 'transaction'] as const;

export interface NeedsRunSettings {
  readonly store: Store;
  readonly cacheRowsMax: number;
}

/** What a run came to: every answer and how each book ended, as text. */
export interface NeedsRunEnd {
  readonly told: readonly string[];
  readonly commands: number;
}

/**
 * Random commands of every kind on two books, alone, in bulk, in groups, in transactions, tried dry, and in groups over both
 * books; many come late or are dated ahead. Throws when anything was looked at that was not fetched before.
 */
export async function needsRun(
  seed: number,
  length: number,
  settings: NeedsRunSettings,
): Promise<NeedsRunEnd> {
  const run = new NeedsRun(seed, settings);
  return await run.take(length);
}

class NeedsRun {
  readonly #choices: SeededChoices;
  readonly #settings: NeedsRunSettings;
  #now = 5;
  #ids = 0;
  readonly #made: AnyInput[] = [];
  #i = 0;
  readonly #told: string[] = [];

  constructor(seed: number, settings: NeedsRunSettings) {
    this.#choices = new SeededChoices(seed);
    this.#settings = settings;
  }

  async take(length: number): Promise<NeedsRunEnd> {
    const before = NotFetched.count;
    const written = new WrittenChanges();
    const house = await openHouse(written.watch(this.#settings.store), {
      announceExpiries: false,
      cacheRowsMax: this.#settings.cacheRowsMax,
      clock: () => this.#now,
      newId: () => `made ${++this.#ids}`,
    });
    try {
      for (const book of BOOKS) await house.book(book).submit(anyCommands(1, 0) as unknown as Commands);
      while (this.#i < length) {
        await this.#step(house);
        this.#now += this.#choices.below(3);
      }
      for (const name of BOOKS) this.#tell(await house.book(name).head());
      await checkSound(house);
    } finally {
      await house.close();
    }
    if (NotFetched.count !== before)
      throw new Error(`${NotFetched.count - before} looks at what was not fetched`);
    await checkFollowed(written, this.#i);
    return { told: this.#told, commands: this.#i };
  }

  #tell(answer: unknown): void {
    this.#told.push(
      JSON.stringify(answer, (_name, value) => (typeof value === 'bigint' ? `${value}n` : value)),
    );
  }

  async #step(house: House): Promise<void> {
    const choices = this.#choices;
    const book = house.book(choices.pick(BOOKS));
    const way = choices.below(20);
    if (way < 5) this.#tell(await book.submit(this.#some(1)));
    else if (way < 10) this.#tell(await book.submit(this.#some(2 + choices.below(12))));
    else if (way < 14) this.#tell(await book.submit([this.#group(2 + choices.below(6))]));
    else if (way < 15) this.#tell(await book.submit([this.#group(3), ...this.#some(3), this.#group(4)]));
    else if (way < 16) this.#tell(await book.dryRun(this.#some(1 + choices.below(4))));
    else if (way < 18) await this.#across(house);
    else await this.#transaction(book);
  }

  async #across(house: House): Promise<void> {
    const commands = this.#some(2 + this.#choices.below(4)).map((command, i) => ({
      ...command,
      book: BOOKS[i % 2],
    }));
    this.#tell(await house.atomic(commands as unknown as Parameters<House['atomic']>[0]));
  }

  async #transaction(book: OpenBook): Promise<void> {
    const transaction = await book.begin();
    for (const input of this.#some(1 + this.#choices.below(5))) {
      if (this.#choices.chance(30)) {
        const at = this.#now - this.#choices.below(9);
        this.#tell(await transaction.balance(this.#choices.pick(['a', 'b', 'c', 'd']), { at }));
        this.#tell(await transaction.balance('world', { at, asset: 'GBP/2' }));
      }
      if (this.#choices.chance(20)) await transaction.begin();
      this.#tell(await callMethod(transaction, input as unknown as SingleInput));
      if (this.#choices.chance(10)) await transaction.begin();
      if (this.#choices.chance(10)) await transaction.begin().then(() => transaction.rollback());
    }
    // Somebody else writes meanwhile, so that its commit may find another book.
    if (this.#choices.chance(30)) this.#tell(await book.submit(this.#some(1)));
    // Each layer that is open, and then the transaction.
    for (let isOver = false; !isOver; ) {
      const answer = await transaction.commit();
      this.#tell(answer);
      isOver = 'id' in answer;
    }
  }

  #group(size: number): Commands[number] {
    return { kind: 'atomic', commands: this.#some(size) } as unknown as Commands[number];
  }

  #some(count: number): Commands {
    return Array.from({ length: count }, () => this.#one()) as unknown as Commands;
  }

  #one(): AnyInput {
    const choices = this.#choices;
    this.#i += 1;
    const entries = [...ENTRIES.values()].filter(({ kind }) => kind !== 'lock_before' || choices.chance(3));
    const linked = entries.filter(({ kind }) => LINKED.includes(kind));
    const picked = choices.pick(choices.chance(70) ? linked : entries);
    // Accounts that end leave little that can be done.
    const entry = ENDING.has(picked.kind) && choices.chance(60) ? choices.pick(linked) : picked;
    const { effectiveAt: _at, id: _id, ...rest } = anyCommand(choices, entry, this.#now - 5);
    const command = { ...rest, ...this.#names(rest) };
    // What is reversed is named by its id, and what has none may be a repeat by its name.
    const named = choices.chance(50) ? { id: `t${this.#i}` } : {};
    const moved = choices.chance(70) ? -choices.below(choices.chance(80) ? 6 : 30) : choices.below(10);
    const dated = choices.chance(40) ? {} : { effectiveAt: Math.max(1, this.#now + moved) };
    const asked = {
      ...command,
      ...named,
      ...dated,
      ...this.#parties(command),
      ...this.#aboutMade(entry.kind),
    } as AnyInput;
    this.#made.push({ ...asked, effectiveAt: asked.effectiveAt ?? this.#now });
    return asked;
  }

  /** Mostly accounts of one asset, and two of them. */
  #parties(command: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const choices = this.#choices;
    if (choices.chance(10)) return {};
    const fields = PARTIES.filter(
      (field) => typeof command[field] === 'string' && command[field] !== 'world',
    );
    const first = choices.below(SAME_ASSET.length);
    const parties = fields.map((field, i) => [field, SAME_ASSET[(first + i) % SAME_ASSET.length]]);
    // Of what is distributed one or two pay, and others are paid.
    const lists = (['from', 'to'] as const).flatMap((field, side) => {
      const lines = command[field];
      if (!Array.isArray(lines)) return [];
      return [
        [field, lines.map((line, i) => ({ ...line, account: SAME_ASSET[(first + 2 * side + (i % 2)) % 4] }))],
      ];
    });
    return {
      ...Object.fromEntries([...parties, ...lists]),
      ...(command.asset === undefined ? {} : { asset: 'GBP/2' }),
    };
  }

  /** What a command says that does something with what was made a while ago, often late: soon after that, or before. */
  #aboutMade(kind: string): Readonly<Record<string, unknown>> {
    const choices = this.#choices;
    const made = this.#made.slice(-60).filter((one) => {
      const has = kind === 'reverse' ? one.id : kind === 'merge' ? one.to : one.kind;
      return has !== undefined && MADE_BY[kind]?.includes(one.kind) === true;
    });
    if (made.length === 0 || choices.chance(25)) return {};
    const one = choices.pick(made);
    const { hold, offer, account: grantedTo, credit, id: transaction, to, from, effectiveAt } = one;
    if (kind === 'merge') return { from: to, effectiveAt: effectiveAt + choices.below(4) };
    if (kind === 'void_credit' || kind === 'extend_credit')
      return { grantedTo, credit, effectiveAt: effectiveAt + choices.below(12) };
    if (kind === 'reverse')
      return { transaction, effectiveAt: Math.max(1, effectiveAt + choices.below(9) - 5) };
    const about = hold === undefined ? { offer, account: kind === 'cancel' ? from : to } : { hold };
    return { ...about, effectiveAt: effectiveAt + choices.below(3) };
  }

  /** Names that are used again soon, and then no more: most may be used once only. */
  #names(command: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
    const recent = Math.floor(this.#i / 15);
    return Object.fromEntries(
      USED_ONCE.filter((field) => typeof command[field] === 'string').map((field) => {
        if (field === 'transaction') return [field, `t${Math.max(0, this.#i - 1 - this.#choices.below(9))}`];
        return [field, `${field} ${Math.max(0, recent - this.#choices.below(2))}`];
      }),
    );
  }
}
