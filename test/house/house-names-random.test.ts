import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { PlainHouseBook } from '../oracle/plain-house.ts';
import { type PlainRepeat, plainRepeat } from '../oracle/plain-names.ts';
import type { House } from '../support/house/house-door.ts';
import type { HouseInput, SingleInput } from '../support/house/house-input.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const ACCOUNTS = ['a', 'b', 'c'];
const NAMES = Array.from({ length: 10 }, (_, i) => `n${i}`);
const SUBMITS = 45;

/** Commands of few names and few contents, so that they come again and again. */
class Inputs {
  readonly #choices: SeededChoices;
  #made = 0;
  readonly #done: HouseInput[] = [];

  constructor(seed: number) {
    this.#choices = new SeededChoices(seed);
  }

  get choices(): SeededChoices {
    return this.#choices;
  }

  next(now: number): HouseInput {
    const choices = this.#choices;
    // As it was sent, but for an id.
    if (this.#done.length > 0 && choices.chance(25)) return choices.pick(this.#done.slice(-30));
    return this.#new(now);
  }

  /** Takes note of what was accepted. */
  accepted(input: HouseInput): void {
    const { kind, id } = input;
    const isPayment = kind === 'capture' && input.payment !== undefined;
    const moves = !isPayment && ['open_account', 'transfer', 'merge', 'capture', 'release'].includes(kind);
    if (id === undefined && !moves) this.#done.push(input);
  }

  #new(now: number): HouseInput {
    const choices = this.#choices;
    if (!choices.chance(12)) return this.#single(now);
    const commands = Array.from({ length: 1 + choices.below(3) }, () => this.#single(now));
    return { kind: 'atomic', commands, ...this.#id() };
  }

  #id(): { id?: string } {
    if (!this.#choices.chance(15)) return {};
    this.#made += 1;
    return { id: `own ${this.#made}` };
  }

  #single(now: number): SingleInput {
    const choices = this.#choices;
    const effectiveAt = now + choices.below(30) - 15;
    return { ...this.#content(), ...(choices.chance(40) ? { effectiveAt } : {}), ...this.#id() };
  }

  #content(): SingleInput {
    const choices = this.#choices;
    const account = choices.pick(ACCOUNTS);
    const name = choices.pick(NAMES);
    const amount = BigInt(1 + choices.below(2));
    const other = choices.pick(ACCOUNTS);
    switch (choices.below(14)) {
      case 0:
      case 1:
        return { kind: 'pay', payment: name, account: choices.pick(['a', 'b']), amount };
      case 2:
        return { kind: 'refund', refund: name, account: choices.pick(['a', 'b']), amount };
      case 3:
      case 4:
        return { kind: 'grant', credit: name, account, amount, expiry: null };
      case 5:
      case 6:
        return { kind: 'hold', hold: name, account, amount, expiresAt: choices.pick([null, 900, 1_060]) };
      case 7:
      case 8:
        return { kind: 'offer', offer: name, from: account, to: other, amount, expiresAt: null };
      case 9:
        return {
          kind: 'capture',
          hold: name,
          amount: 1n,
          ...(choices.chance(75) ? { payment: choices.pick(NAMES) } : {}),
        };
      case 10:
        return { kind: 'release', hold: name };
      case 11:
        return choices.chance(12)
          ? { kind: 'merge', from: account, into: other }
          : { kind: 'transfer', from: 'world', to: account, amount: 9n };
      case 12:
        return { kind: 'transfer', from: account, to: 'world', amount };
      default:
        return { kind: 'open_account', account, asset: 'GBP/2', floor: null };
    }
  }
}

const BEGINNING: readonly HouseInput[] = [
  ...ACCOUNTS.map(
    (account) => ({ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 900 }) as const,
  ),
  ...ACCOUNTS.map((to) => ({ kind: 'transfer', from: 'world', to, amount: 500n, effectiveAt: 901 }) as const),
];

/** What is expected of a command: that it is a repeat of a row, or what the rules make of it. */
interface Expected {
  readonly repeat: PlainRepeat | undefined;
  readonly answer: object;
  readonly isOld: boolean;
}

async function runRandomly(seed: number, open: () => Promise<House>, isDurable: boolean): Promise<string[]> {
  const inputs = new Inputs(seed);
  const plain = new PlainHouseBook();
  /** The ids that the house made, by the number of their row. */
  const ids = new Map<unknown, string>();
  let house = await open();
  const repeats: string[] = [];
  for (let i = 0; i < SUBMITS; i += 1) {
    const now = nowOf(i);
    const before = plain.kernel.state.seq;
    const batch = i === 0 ? BEGINNING : someInputs(inputs, now);
    const expected = batch.map((input, k): Expected => {
      const repeat = plainRepeat(plain, input, plain.presentAt(now));
      const answer = repeat?.answer ?? plain.submit(input, input.id ?? `made ${i}.${k}`, now);
      return { repeat, answer, isOld: repeat !== undefined && repeat.row.seq <= before };
    });
    present = now;
    const answers = await house
      .book('shop')
      .submit(batch as Parameters<ReturnType<House['book']>['submit']>[0]);
    for (const [k, answer] of answers.entries()) {
      const { id, replayed, message: _, remedy: _r, ...said } = { message: '', remedy: '', ...answer };
      const { answer: should, isOld, repeat } = expected[k] as Expected; // One for each.
      const { id: named, ...rest } = should as { id: string };
      const where = `seed ${seed}, submit ${i}, command ${k}`;
      expect(withoutUndefined(said), where).toEqual(withoutUndefined(rest));
      expect(replayed === true, where).toBe(isOld);
      const { seq } = answer;
      if (!named.startsWith('made ')) expect(id, where).toBe(named);
      else if (repeat === undefined) ids.set(seq, id);
      else expect(id, where).toBe(ids.get(seq));
      const input = batch[k];
      if (input !== undefined && answer.ok) inputs.accepted(input);
      if (repeat !== undefined) repeats.push(`${input?.kind} ${isOld ? 'old' : 'of the same batch'}`);
    }
    if (!isDurable || !inputs.choices.chance(5)) continue;
    await house.close();
    house = await open();
  }
  expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
  expect((await house.book('shop').head()).seq).toBe(plain.kernel.state.seq);
  await house.close();
  return repeats;
}

/** Some commands, now and then one of them twice in a row. */
function someInputs(inputs: Inputs, now: number): HouseInput[] {
  return Array.from({ length: 1 + inputs.choices.below(9) }, () => inputs.next(now)).flatMap((input) =>
    inputs.choices.chance(input.kind === 'capture' ? 70 : 25) ? [input, input] : [input],
  );
}

let present = 0;
const nowOf = (i: number): number => 1_000 + 2 * i;

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

test.each(HOUSES)(
  'on $name, what comes again under a natural name is answered as whoever reads all rows would',
  async (kind) => {
    const repeats: string[] = [];
    for (const seed of [1, 2, 3, 4]) {
      await inPlace(kind, async ({ openStore }) => {
        const open = async (): Promise<House> =>
          openHouse(await openStore(), { clock: () => present, announceExpiries: false });
        repeats.push(...(await runRandomly(seed, open, kind.isDurable)));
      });
    }
    expect(repeats.length).toBeGreaterThan(100);
    // Of captures only few make a payment, and of these few come again.
    const [captures, others] = [repeats.filter(isOfCapture), repeats.filter((each) => !isOfCapture(each))];
    expect(captures.length).toBeGreaterThan(0);
    const kinds = ['atomic', 'grant', 'hold', 'offer', 'pay', 'refund'];
    expect([...new Set(others)].sort()).toEqual(
      kinds.flatMap((name) => [`${name} of the same batch`, `${name} old`]),
    );
  },
);

function isOfCapture(repeat: string): boolean {
  return repeat.startsWith('capture');
}
