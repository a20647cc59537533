import type { Expectation } from '../../../src/commands/expectation.ts';
import type { RefundRule } from '../../../src/commands/refund-rules.ts';
import type { GroupInput, HouseInput, SingleInput } from '../house/house-input.ts';
import { SeededChoices } from '../random/house-random.ts';

export const LOAD_BOOKS = ['east', 'west', 'main'] as const;
export const LOAD_ACCOUNTS = ['a', 'b', 'c', 'd', 'e'] as const;

const RULES: readonly (readonly RefundRule[])[] = [['OLDEST_FIRST'], ['RECENT_FIRST', 'ID_DESC'], []];

/** Commands for a house under load: of every kind, each with an id that no other run makes. */
export class Load {
  readonly choices: SeededChoices;
  readonly #prefix: string;
  readonly #clock: () => number;
  #made = 0;
  /** What was asked for lately, so that captures and so on may mean it. */
  readonly #recent: SingleInput[] = [];

  constructor(seed: number, prefix: string, clock: () => number) {
    this.choices = new SeededChoices(seed);
    this.#prefix = prefix;
    this.#clock = clock;
  }

  newId(): string {
    this.#made += 1;
    return `${this.#prefix}-${this.#made}`;
  }

  /** Opens all accounts, where they do not live, from before they came to be, and puts some money into each while it is frozen. */
  beginnings(): SingleInput[] {
    return LOAD_ACCOUNTS.flatMap((account): SingleInput[] => [
      { kind: 'open_account', id: this.newId(), account, asset: 'GBP/2' },
      {
        kind: 'update_account',
        id: this.newId(),
        account,
        openedAt: this.#everEarlier(),
        frozen: 'debits',
      },
      { kind: 'transfer', id: this.newId(), from: 'world', to: account, amount: 50n },
      { kind: 'update_account', id: this.newId(), account, frozen: null },
    ]);
  }

  /** A moment that is earlier each time. */
  #everEarlier(): number {
    return -this.#clock();
  }

  /** A command, or a group of a few. */
  next(): HouseInput {
    return this.choices.chance(15) ? this.#group() : this.single();
  }

  #group(): GroupInput {
    const commands = Array.from({ length: 1 + this.choices.below(4) }, (): HouseInput => {
      if (this.choices.chance(80)) return this.#unnamed(this.single());
      return { kind: 'atomic', commands: [this.single(), this.#unnamed(this.single())] };
    });
    return { kind: 'atomic', id: this.newId(), commands, ...this.#expecting() };
  }

  #unnamed(input: SingleInput): SingleInput {
    if (this.choices.chance(30)) return input;
    const { id: _, ...rest } = input;
    return rest as SingleInput; // The same command without its id.
  }

  single(): SingleInput {
    const id = this.newId();
    const input = { ...this.#anything(id), ...this.#expecting() };
    this.#recent.push(input);
    if (this.#recent.length > 60) this.#recent.shift();
    if (!this.choices.chance(15)) return input;
    return { ...input, effectiveAt: this.#clock() - this.choices.below(400) + 50 };
  }

  /** Now and then something that is expected of an account, mostly what is so. */
  #expecting(): { readonly expect?: readonly Expectation[] } {
    const { choices } = this;
    if (!choices.chance(12)) return {};
    if (choices.chance(15)) return { expect: [{ account: 'nobody', lastSeq: 0 }] };
    const min = choices.chance(75) ? 0n : BigInt(choices.below(60));
    return { expect: [{ account: choices.pick(LOAD_ACCOUNTS), available: { min } }] };
  }

  /** Now and then what has happened is posted, whatever forbids it. */
  #forcing(): { readonly force?: true } {
    return this.choices.chance(10) ? { force: true } : {};
  }

  /** Something of a kind that was asked for lately, if there is any. */
  #lately<K extends SingleInput['kind']>(kind: K): Extract<SingleInput, { kind: K }> | undefined {
    const some = this.#recent.filter(
      (input): input is Extract<SingleInput, { kind: K }> => input.kind === kind,
    );
    return some.length === 0 ? undefined : this.choices.pick(some);
  }

  #anything(id: string): SingleInput {
    const { choices } = this;
    const account = choices.pick(LOAD_ACCOUNTS);
    const other = choices.pick(LOAD_ACCOUNTS);
    const amount = BigInt(1 + choices.below(9));
    // Many run out while the house is under load.
    const expiresAt = choices.chance(15) ? null : this.#clock() + choices.below(80) - 5;
    switch (choices.below(17)) {
      case 0:
      case 1:
        return { kind: 'transfer', id, from: 'world', to: account, amount };
      case 2:
      case 3:
        return { kind: 'transfer', id, from: account, to: other, amount, ...this.#forcing() };
      case 4:
      case 5:
        return { kind: 'hold', id, hold: id, account, amount, expiresAt };
      case 6:
        if (choices.chance(40)) {
          const sets = choices.chance(50) ? { amount: amount + 2n } : { expiresAt };
          return { kind: 'adjust_hold', id, hold: this.#lately('hold')?.hold ?? id, ...sets };
        }
        return {
          kind: 'capture',
          id,
          hold: this.#lately('hold')?.hold ?? id,
          ...(choices.chance(50) ? { amount: 1n + amount / 4n, over: choices.chance(50) } : {}),
          ...(choices.chance(30) ? { payment: id } : {}),
          ...this.#forcing(),
        };
      case 7:
        return { kind: 'release', id, hold: this.#lately('hold')?.hold ?? id };
      case 8:
        return { kind: 'offer', id, offer: id, from: account, to: other, amount, expiresAt };
      case 9: {
        const offer = this.#lately('offer');
        const kind = choices.pick(['accept', 'accept', 'cancel', 'decline'] as const);
        const by = kind === 'cancel' ? offer?.from : offer?.to;
        return { kind, id, offer: offer?.offer ?? id, account: by ?? account };
      }
      case 10:
        return { kind: 'pay', id, payment: id, account, amount };
      default:
        return this.#rarer(id, { account, other, amount });
    }
  }

  #rarer(
    id: string,
    { account, other, amount }: { account: string; other: string; amount: bigint },
  ): SingleInput {
    const { choices } = this;
    const counter = BigInt(choices.below(4));
    switch (choices.below(17)) {
      case 0:
      case 1:
        return { kind: 'refund', id, refund: id, account, amount, rules: choices.pick(RULES) };
      case 2: {
        const payment = this.#lately('pay');
        const of = payment?.account ?? account;
        return { kind: 'refund', id, refund: id, account: of, amount: 1n, payment: payment?.payment ?? id };
      }
      case 3:
      case 4:
        return { kind: 'grant', id, credit: id, account, amount, expiry: { n: counter + 2n } };
      case 5:
      case 6:
        return { kind: 'spend', id, account, amount, clock: { n: counter } };
      case 7: {
        const granted = choices.chance(50) ? this.#lately('grant') : undefined;
        return granted === undefined
          ? { kind: 'expire_credits', id, account, clock: { n: counter + 1n } }
          : this.#aboutCredit(id, { grantedTo: granted.account, credit: granted.credit });
      }
      case 8:
      case 9: {
        const meant = this.#lately(choices.pick(['transfer', 'refund', 'pay', 'spend', 'reverse']));
        return { kind: 'reverse', id, transaction: meant?.id ?? id };
      }
      case 10: {
        const hash = String(counter);
        const said = { rows: choices.below(9), firstAt: choices.chance(50) ? null : 5, lastAt: null };
        return { kind: 'record_import', id, source: account, fileHash: hash, mappingHash: hash, ...said };
      }
      case 11:
        return {
          kind: 'post',
          id,
          entries: [
            { account, amount },
            { account: other, amount: -amount },
          ],
          ...this.#forcing(),
        };
      case 12:
      case 13:
        return this.#distribution(id, { account, other, amount });
      case 14:
      case 15:
        return this.#update(id, account);
      default:
        if (choices.chance(60)) return { kind: 'open_account', id, account, asset: 'GBP/2' };
        return choices.chance(50)
          ? { kind: 'merge', id, into: account, from: other }
          : { kind: 'close_account', id, account };
    }
  }

  /** Takes what is left of it, or lets it expire later. */
  #aboutCredit(id: string, named: { readonly grantedTo: string; readonly credit: string }): SingleInput {
    if (this.choices.chance(50)) return { kind: 'void_credit', id, ...named };
    const ends = this.choices.chance(50) ? { expiry: { n: 9n } } : { expiresAt: this.#clock() + 900 };
    return { kind: 'extend_credit', id, ...named, ...ends };
  }

  #distribution(
    id: string,
    { account, other, amount }: { account: string; other: string; amount: bigint },
  ): SingleInput {
    const { choices } = this;
    const [third = 'world'] = LOAD_ACCOUNTS.filter((each) => each !== account && each !== other);
    const rest = { account: third, rest: true } as const;
    if (other === account || choices.chance(30))
      return { kind: 'distribute', id, from: [{ account }], to: [rest], amount: 'all' };
    const from = [{ account, atMost: 1n + amount / 2n }, { account: 'world' }];
    const to = [
      { account: third, share: 1 + choices.below(5) },
      { account: other, share: 1 },
    ];
    return { kind: 'distribute', id, from, to, amount };
  }

  /** Terms, a freeze, the end of one (twice as often), or an earlier beginning, which may be earlier and earlier. */
  #update(id: string, account: string): SingleInput {
    const { choices } = this;
    const counter = BigInt(choices.below(4));
    switch (choices.below(6)) {
      case 0:
        return { kind: 'update_account', id, account, frozen: choices.pick(['debits', 'all'] as const) };
      case 1:
      case 2: {
        const frozen = this.#recent.findLast((input) => input.kind === 'update_account' && input.frozen);
        const of = frozen?.kind === 'update_account' ? frozen.account : account;
        return { kind: 'update_account', id, account: of, frozen: null };
      }
      case 3:
      case 4: {
        const openedAt = choices.chance(50) ? this.#clock() - choices.below(90) : this.#everEarlier();
        return { kind: 'update_account', id, account, openedAt };
      }
      default:
        return { kind: 'update_account', id, account, floor: -counter, ceiling: null, metadata: { id } };
    }
  }
}
