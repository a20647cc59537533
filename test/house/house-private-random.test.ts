import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { checkFollowed } from '../support/follow/check-followed.ts';
import { WrittenChanges } from '../support/follow/written-changes.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents, type House } from '../support/house/house-door.ts';
import { HOUSE, type HouseKind, type HousePlace, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';
import { type PrivateInput, PrivateModel } from '../support/random/private-model.ts';

const BOOK = 'shop';
const ACCOUNTS = ['a', 'b', 'c'];
const STEPS = 70;

/** Commands with something private in places, some again, the same or another; erasures between them. */
class PrivateRun {
  readonly #choices: SeededChoices;
  readonly #salts: SeededChoices;
  readonly #model = new PrivateModel();
  readonly #asked: PrivateInput[] = [];
  readonly #written = new WrittenChanges();
  #made = 0;
  #now = 3;
  /** How many repeats were told by what was erased. */
  erasedTold = 0;
  conflicts = 0;

  constructor(seed: number) {
    this.#choices = new SeededChoices(seed);
    this.#salts = new SeededChoices(seed + 1_000);
  }

  async run(place: HousePlace, { isDurable }: HouseKind): Promise<string> {
    let house = await this.#open(place);
    for (const account of ACCOUNTS) {
      const input = {
        kind: 'open_account',
        id: `open ${account}`,
        account,
        asset: 'GBP/2',
        ...this.#secret(),
      } as const;
      await this.#ask(house, [input]);
    }
    for (let step = 0; step < STEPS; step += 1) {
      this.#now += this.#choices.below(3);
      // Drawn in memory, too, where nothing outlives it.
      if (this.#choices.chance(5) && isDurable) {
        await house.close();
        house = await this.#open(place);
      }
      await this.#step(house);
    }
    await this.#check(house);
    expect(await checkFollowed(this.#written, 2)).toBeGreaterThan(0);
    const { link } = await house.book(BOOK).head();
    await house.close();
    expect(link).toMatch(/^[0-9a-f]{64}$/);
    return link ?? '';
  }

  async #open({ openStore }: HousePlace): Promise<House> {
    return openHouse(this.#written.watch(await openStore()), {
      announceExpiries: false,
      clock: () => this.#now,
      newId: () => `made ${++this.#made}`,
      randomBytes: (size: number) => Uint8Array.from({ length: size }, () => this.#salts.below(256)),
    });
  }

  async #step(house: House): Promise<void> {
    const kind = this.#choices.below(20);
    if (kind < 3) return this.#erase(house);
    const count = 1 + this.#choices.below(3);
    await this.#ask(
      house,
      Array.from({ length: count }, () => (kind < 11 ? this.#again() : this.#new())),
    );
  }

  async #ask(house: House, inputs: readonly PrivateInput[]): Promise<void> {
    const answers = await house.book(BOOK).submit(inputs as never); // Each is a command as a caller writes it.
    for (const [i, input] of inputs.entries()) {
      const answer = answers[i];
      const known = this.#model.answerTo(input);
      if (known === undefined) {
        expect(answer, input.id).not.toHaveProperty('replayed');
        this.#model.recorded(input, answer as never); // It was answered just now.
      } else {
        expect(answer, input.id).toMatchObject(known);
        if (!('erased' in known)) expect(answer, input.id).not.toHaveProperty('erased');
        else this.erasedTold += 1;
        if (known.reason === 'id_conflict') this.conflicts += 1;
      }
      this.#asked.push(input);
    }
  }

  async #erase(house: House): Promise<void> {
    const choices = this.#choices;
    const account = choices.pick(ACCOUNTS);
    const isByCommand = choices.chance(75);
    const what = isByCommand
      ? { command: choices.pick(this.#model.ids()) }
      : { account, ...(choices.chance(30) ? { commands: true } : {}) };
    const count = this.#model.erase(what);
    const answer = await house.book(BOOK).as('dpo').erase(what);
    expect(answer, JSON.stringify(what)).toMatchObject({ ok: true, erased: count });
    expect(answer.ok && answer.seqs.length).toBe(count === 0 ? 0 : 1);
  }

  /** What was asked before: the same, or with something else, or nothing, as private in places. */
  #again(): PrivateInput {
    const choices = this.#choices;
    const before = choices.pick(this.#asked);
    if (choices.chance(50)) return before;
    const commands = before.commands?.map((one) => (choices.chance(50) ? one : this.#other(one)));
    const changed = choices.chance(70) ? this.#other(before) : before;
    return commands === undefined ? changed : { ...changed, commands };
  }

  #other({ private: _, ...input }: PrivateInput): PrivateInput {
    return { ...input, ...this.#secret() };
  }

  #new(): PrivateInput {
    const choices = this.#choices;
    this.#made += 1;
    const id = `c${this.#made}`;
    if (choices.chance(70)) return { ...this.#transfer(), id, ...this.#secret() };
    const commands = Array.from({ length: 1 + choices.below(3) }, (_, i) => {
      return { ...this.#transfer(), id: `${id} ${i}`, ...this.#secret() };
    });
    return { kind: 'atomic', id, ...this.#secret(), commands };
  }

  /** Many are refused. */
  #transfer(): Omit<PrivateInput, 'id'> {
    const [from, to] = [this.#choices.pick(['world', ...ACCOUNTS]), this.#choices.pick(ACCOUNTS)];
    return {
      kind: 'transfer',
      from: from === to ? 'world' : from,
      to,
      amount: BigInt(1 + this.#choices.below(4)),
    };
  }

  #secret(): Pick<PrivateInput, 'private'> {
    if (!this.#choices.chance(60)) return {};
    return {
      private: { who: `SECRET ${this.#choices.below(3)}`, ...(this.#choices.chance(20) ? { b: '' } : {}) },
    };
  }

  async #check(house: House): Promise<void> {
    await checkSound(house);
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    const book = house.book(BOOK);
    const told = await allEvents(book);
    const shown = JSON.stringify(told, (_name, value) => (typeof value === 'bigint' ? `${value}` : value));
    expect(shown).not.toContain('SECRET');
    for (const id of this.#model.ids()) {
      const items = await book.privateData({ command: id });
      expect(
        items.map((item) => [item.place, item.private]),
        id,
      ).toEqual(this.#model.privateOf(id));
    }
    const { erased } = this.#model;
    const rows = told.flatMap(({ kind, command }) => (kind === 'erase' ? command.rows : []));
    expect(rows).toHaveLength(erased);
    expect(erased).toBeGreaterThan(3);
    expect(this.erasedTold).toBeGreaterThan(0);
    expect(this.conflicts).toBeGreaterThan(3);
  }
}

test.each([
  ['memory', 1],
  ['memory', 2],
  ['memory', 3],
  ['sqlite', 1],
  ['sqlite', 2],
  ['postgres', 1],
] as const)(
  'random private data, repeated and erased, are told as a plain list of them says: %s, run %d',
  async (name, seed) => {
    const kind = HOUSE[name];
    const link = await inPlace(kind, (place) => new PrivateRun(seed).run(place, kind));
    // The salts are the same, so the chain is, wherever it is kept, and however often it was opened.
    const again = await inPlace(HOUSE.memory, (place) => new PrivateRun(seed).run(place, HOUSE.memory));
    expect(again).toBe(link);
  },
);
