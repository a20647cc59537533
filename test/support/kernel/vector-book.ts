import { inspect } from 'node:util';
import type {
  CreditAllocation,
  PaymentAllocation,
  RefundAnswer,
  SpendAnswer,
} from '../../../src/engine/answer.ts';
import type { open } from '../../../src/engine/open-house.ts';
import { type Command, commandOf } from './vector-command.ts';

type House = Awaited<ReturnType<typeof open>>;
type Book = ReturnType<House['book']>;

/** A case of somebody else's, told in the words of a house. */
export interface VectorCase {
  readonly name: string;
  /** The test, and where it matters the row of its table, in the words of its source. */
  readonly of: string;
  /** Lines as `VectorBook` reads them. */
  readonly steps: readonly string[];
}

/**
 * Carries out lines on a book, in order, each at its moment:
 *
 *     0 open a floor none ceiling 5 in EUR/2     1 put a 10        1 take a 3 = insufficient_funds
 *     2 move a b 3 #id     2 post a -1, b 1      2 hold h a 3 to b until 9     3 capture h 2 final over to b     3 adjust h 5 until never
 *     3 offer o a b 2 until 9     3 accept o b   3 merge into from     3 grant c a 5 until 9 from b     3 grant d a 5 starts 4 ends 9 priority 2 by-priority
 *     2 distribute 9 a, b 3 > c 1, d share 2, e rest of 5     2 distribute all a > b share 1, c share 1
 *     3 update a floor 2 ceiling none as-is     3 update a frozen debits     4 update a frozen none
 *     3 spend a 2     3 spend a 9 at-most #s     3 void a c     3 expire a     3 reverse id     3 [move a b 1; move b c 2] = insufficient_funds
 *     2 pay p a 5 from b group o rank 1     3 refund r a 4 by RANK_FIRST,ID_DESC group o pro-rata to source
 *     3 refund s a 1 of p     3 refund t a 2 among p,q     3 r drew p 3, q 1     3 s took c 2, d 1
 *     3 a has 7 held 2 incoming 1     3 a is gone     3 a credits c1 4, c2 0     3 a owns 4 (what dates let be spent of credits then)
 *     3 a payments p 2, q 0 (by when they were paid)     3 a refundable 2     3 a refundable 2 group o
 *     2 take a 3 if a:min=3,max=9,seq=4 b:seq=2     2 [move a b 1; move b c 2] if a:min=1     3 a last 4 (the number of its latest change)
 *     3 a turned 9 2 (gross, in and out)     3 a sums 7, 4 USD/2 (the path)     3 a sums nothing
 *
 * Behind `=` stands the reason of a refusal, `replayed`, or `malformed`; nothing means that it is done. A credit runs out by
 * the clock of the days: a spend at 3 has the clock {day: 3}.
 */
export class VectorBook {
  readonly #book: Book;
  /** What each refund drew, in the order drawn. */
  readonly #drawn = new Map<string, readonly PaymentAllocation[]>();
  /** What each spend with an id drew, in the order drawn. */
  readonly #taken = new Map<string, readonly CreditAllocation[]>();

  constructor(book: Book) {
    this.#book = book;
  }

  /** What is otherwise than the line says, if anything. */
  async disagreement(line: string): Promise<string | undefined> {
    const [said = '', expected = 'ok'] = line.split(' = ');
    const [moment = '', ...words] = said.split(' ');
    const at = Number(moment);
    const found = await this.#lookUp(at, words);
    if (found !== undefined) {
      const wanted = words.slice(1).join(' ');
      return found === wanted ? undefined : `${line}: it ${found}`;
    }
    const got = await this.#answer(commandOf(at, words.join(' ')));
    return got === expected ? undefined : `${line}: ${got}`;
  }

  async #answer(command: Command): Promise<string> {
    try {
      const [answer] = await this.#book.submit([command]);
      if (answer === undefined) return 'no answer';
      if (command.kind === 'refund' && answer.ok) {
        const { allocations } = answer as RefundAnswer & { ok: true }; // The answer to a refund, as its kind says.
        this.#drawn.set(command.refund, allocations);
      }
      if (command.kind === 'spend' && answer.ok && command.id !== undefined) {
        const { allocations } = answer as SpendAnswer & { ok: true }; // The answer to a spend, as its kind says.
        this.#taken.set(command.id, allocations);
      }
      if (answer.replayed === true) return answer.ok ? 'replayed' : `replayed ${answer.reason}`;
      return answer.ok ? 'ok' : answer.reason;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      return code === undefined || code === 'bug' ? inspect(error) : 'malformed';
    }
  }

  /** What a line that asks finds, in its own words; undefined: it commands something. */
  async #lookUp(at: number, words: readonly string[]): Promise<string | undefined> {
    const [account = '', verb] = words;
    if (LOT_QUESTIONS.includes(verb ?? '')) return await this.#lookUpLots(at, words);
    if (verb === 'is' || verb === 'has') {
      const balance = await this.#book.balance(account, { at });
      if (balance === null) return 'is gone';
      const { posted, held, incoming } = balance;
      return `has ${posted}${held === 0n ? '' : ` held ${held}`}${incoming === 0n ? '' : ` incoming ${incoming}`}`;
    }
    if (verb === 'last') return `last ${(await this.#book.balance(account, { at }))?.lastSeq}`;
    if (verb === 'turned') {
      const totals = (await this.#book.balance(account, { at }))?.totals;
      return `turned ${totals?.in} ${totals?.out}`;
    }
    if (verb === 'sums') {
      const sums = await this.#book.balances({ prefix: account, at });
      const texts = sums.map(({ posted, asset }) => (asset === 'GBP/2' ? `${posted}` : `${posted} ${asset}`));
      return `sums ${texts.join(', ') || 'nothing'}`;
    }
    return undefined;
  }

  async #lookUpLots(at: number, [name = '', verb, ...more]: readonly string[]): Promise<string> {
    if (verb === 'drew') {
      const drawn = this.#drawn.get(name) ?? [];
      return `drew ${told(drawn.map(({ payment, amount, to }) => `${payment} ${amount}${to === undefined ? '' : ` to ${to}`}`))}`;
    }
    if (verb === 'took') {
      const taken = this.#taken.get(name) ?? [];
      return `took ${told(taken.map(({ credit, amount }) => `${credit} ${amount}`))}`;
    }
    if (verb === 'owns') return `owns ${(await this.#book.balance(name, { at }))?.credits.spendable}`;
    if (verb === 'credits') {
      const { items } = await this.#book.credits({ account: name });
      return `credits ${items.map(({ credit, remaining }) => `${credit} ${remaining}`).join(', ')}`;
    }
    if (verb === 'payments') {
      const { items } = await this.#book.payments({ account: name });
      return `payments ${told(items.map(({ payment, remaining }) => `${payment} ${remaining}`))}`;
    }
    const group = more.at(-1);
    const of = more.length === 3 ? { group } : {};
    const found = await this.#book.refundable(name, { at, ...of });
    return `refundable ${found?.amount}${more.length === 3 ? ` group ${group}` : ''}`;
  }
}

const LOT_QUESTIONS = ['credits', 'owns', 'payments', 'refundable', 'drew', 'took'];

function told(lots: readonly string[]): string {
  return lots.join(', ') || 'nothing';
}
