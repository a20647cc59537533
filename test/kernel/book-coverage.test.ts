import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SingleCommand } from '../../src/commands/command-table.ts';
import type { Event } from '../../src/kernel/apply-rows.ts';
import type { Rejection } from '../../src/kernel/rejection.ts';
import type { PlainVerdict } from '../oracle/plain-book-compare.ts';
import { lotMoves } from '../support/kernel/book-lot-mover.ts';
import { lotCommandsOf, lotDisagreement } from '../support/kernel/book-lot-run.ts';
import { bookMoves } from '../support/kernel/book-mover.ts';
import { bookPaces } from '../support/kernel/book-paces.ts';
import { bookDisagreement, commandsOf } from '../support/kernel/book-run.ts';
import { Happenings } from '../support/memory/refund-and-credit-checks.ts';

/** Runs that are looked at for each pace: far fewer than are run, so that what is rare here is not rare there. */
const sample = (numRuns: number) => ({ numRuns, seed: 20_261_121 });
const TIMES_MIN = 2;

/** Keeps the count of what happens in runs. */
class Watcher {
  readonly happenings = new Happenings();
  #latest = Number.NEGATIVE_INFINITY;
  readonly #holdOn = new Map<number, string>();
  readonly #opened = new Map<string, number>();
  readonly #offerTo = new Map<string, string>();
  readonly #kindOf = new Map<string, string>();

  startRun(): void {
    this.#latest = Number.NEGATIVE_INFINITY;
    this.#holdOn.clear();
    this.#offerTo.clear();
    this.#opened.clear();
    this.#kindOf.clear();
  }

  readonly listen = (command: SingleCommand, answer: Event | Rejection, verdict: PlainVerdict): undefined => {
    const isLate = command.effectiveAt < this.#latest;
    if (answer.kind === 'rejected') {
      this.happenings.note(`refused: ${answer.reason}`);
      if (command.kind === 'capture' && answer.reason === 'payment_exists')
        this.happenings.note('capture refused for its payment');
      this.happenings.note(`${command.kind} refused: ${answer.reason}`);
      if (command.kind === 'refund') {
        for (const way of waysOf(command)) this.happenings.note(`${way}: ${answer.reason}`);
      }
      const by = verdict.later;
      if (by !== undefined) this.happenings.note(`${command.kind} refused by a later ${by.kind}`);
      return undefined;
    }
    this.#latest = Math.max(this.#latest, command.effectiveAt);
    this.happenings.note(isLate ? `late ${command.kind}` : command.kind);
    if (command.kind === 'refund') for (const way of waysOf(command)) this.happenings.note(way);
    this.#noteSpecial(answer, command.kind === 'update_account' && command.asIs === true);
    if (command.kind === 'spend' && command.atMost === true && takesLess(answer, command.amount)) {
      this.happenings.note('less is spent than might be');
    }
    if (command.kind === 'capture' && command.over === true && takesMore(answer)) {
      this.happenings.note(`${isLate ? 'late: ' : ''}more is captured than is left`);
    }
    return undefined;
  };

  #noteSpecial(event: Event, asIs: boolean): void {
    const { note } = this.happenings;
    if (event.kind === 'hold_placed') this.#holdOn.set(event.row.key, event.row.account);
    if (event.kind === 'offer_made') this.#offerTo.set(event.row.id, event.row.target);
    if (event.kind === 'hold_captured') {
      const payer = event.moves.find(({ outflow }) => outflow > 0n)?.account;
      if (payer !== this.#holdOn.get(event.hold)) note('a survivor pays for a hold');
    }
    if (event.kind === 'offer_accepted' && event.target !== this.#offerTo.get(event.offer)) {
      note('a survivor accepts');
    }
    const makesPayment = event.kind === 'hold_captured' && event.payment !== undefined;
    if (makesPayment) note('a capture makes a payment');
    if (event.id !== undefined) this.#kindOf.set(event.id, makesPayment ? 'captured payment' : event.kind);
    if (event.kind === 'transaction_reversed') {
      const how = event.takenBack === undefined ? 'reversed' : 'taken back';
      note(`${how}: ${this.#kindOf.get(event.transaction)}`);
    }
    if (event.kind === 'account_opened' && !event.row.key.startsWith('1/')) note('a second life');
    if (event.kind === 'account_updated' && asIs) note('terms as they are');
    if (event.kind === 'account_opened') this.#opened.set(event.row.key, event.at);
    if (event.kind === 'account_updated' && event.openedAt !== undefined) note('a life begins earlier');
    for (const name of event.names) {
      const opened = this.#opened.get(name);
      if (opened !== undefined && event.at < opened)
        note(`${event.kind} before its account was opened first`);
    }
    if (event.kind === 'accounts_merged') {
      for (const { end } of event.offers)
        note(end?.by === 'merged' ? 'a merge cancels' : 'a merge redirects');
      for (const { met } of event.holds) {
        if (met === null) note('a merge redirects a hold');
        else note('a merge joins the parties of a hold');
      }
    }
    if ('draws' in event && event.draws.length > 1) note(`${event.kind} of several lots`);
  }
}

/** Whether a capture took from what was available at its place, too. */
function takesMore({ moves, at, seq }: Event): boolean {
  return moves.some((move) => move.at === at && move.order === 2 * seq && move.available < 0n);
}

/** Whether draws come to less than an amount. */
function takesLess(event: Event, amount: bigint): boolean {
  return 'draws' in event && event.draws.reduce((sum, draw) => sum + draw.amount, 0n) < amount;
}

/** How a refund says what it draws on, and to whom it goes. */
function waysOf({
  group,
  payments,
  proRata,
  rules,
  to,
}: Extract<SingleCommand, { kind: 'refund' }>): string[] {
  const scope = group === undefined ? (payments === undefined ? 'others' : 'some') : 'a group';
  const how = proRata === true ? ' in proportion' : rules?.includes('RANK_FIRST') === true ? ' by rank' : '';
  const way = `refund of ${scope}${how}`;
  return to === 'source' ? [way, `${way} to source`, 'refund to source'] : [way];
}

const WAYS = ['others', 'some', 'a group'].flatMap((scope) =>
  ['', ' in proportion', ' by rank'].flatMap((how) => [
    `refund of ${scope}${how}`,
    `refund of ${scope}${how} to source`,
  ]),
);

const TIMELINE = [
  ...['open_account', 'update_account', 'close_account', 'transfer', 'post', 'hold', 'capture'],
  ...['adjust_hold', 'release'],
  ...['offer', 'accept', 'cancel', 'decline', 'merge'],
].flatMap((kind) => [kind, `late ${kind}`]);

const TIMELINE_SPECIAL = [
  ...[
    'a survivor pays for a hold',
    'a survivor accepts',
    'a second life',
    'terms as they are',
    'a life begins earlier',
    ...['posted', 'hold_placed', 'offer_made', 'account_updated'].map(
      (kind) => `${kind} before its account was opened first`,
    ),
    'update_account refused: opened_earlier',
    'update_account refused: life_in_the_way',
    'update_account refused: insufficient_funds',
    'update_account refused: ceiling_exceeded',
    ...[
      'transfer',
      'post',
      'hold',
      'capture',
      'adjust_hold',
      'offer',
      'accept',
      'merge',
      'close_account',
    ].map((kind) => `${kind} refused: account_frozen`),
    'a merge cancels',
    'a merge redirects',
    'a merge redirects a hold',
    'a merge joins the parties of a hold',
    'more is captured than is left',
    'late: more is captured than is left',
  ],
  ...['hold', 'offer', 'transfer', 'close_account', 'merge'].map(
    (kind) => `transfer refused by a later ${kind}`,
  ),
  ...['accept', 'cancel', 'decline', 'hold', 'offer', 'transfer'].map(
    (by) => `accept refused by a later ${by}`,
  ),
  ...['capture', 'release', 'hold', 'offer', 'transfer'].map((by) => `capture refused by a later ${by}`),
  ...['capture', 'update_account', 'close_account', 'merge', 'accept', 'cancel'].map(
    (by) => `merge refused by a later ${by}`,
  ),
  ...['hold', 'offer', 'merge', 'close_account'].map((by) => `hold refused by a later ${by}`),
  ...['capture', 'release', 'adjust_hold', 'hold', 'transfer'].map(
    (by) => `adjust_hold refused by a later ${by}`,
  ),
  ...['capture', 'release'].map((kind) => `${kind} refused by a later adjust_hold`),
  'offer refused by a later close_account',
  'close_account refused by a later close_account',
];

const LOTS = ['pay', 'refund', 'grant', 'spend', 'expire_credits', 'void_credit', 'extend_credit', 'reverse']
  .flatMap((kind) => [kind, `late ${kind}`])
  .concat(
    'payment_refunded of several lots',
    'credits_spent of several lots',
    'credits_expired of several lots',
    ...['posted', 'hold_captured', 'offer_accepted', 'payment_made', 'payment_refunded'].map(
      (kind) => `taken back: ${kind}`,
    ),
    ...['credit_granted', 'credits_spent', 'credits_expired', 'credit_voided'].map(
      (kind) => `taken back: ${kind}`,
    ),
    ...['a capture makes a payment', 'reversed: captured payment', 'taken back: captured payment'],
    'capture refused for its payment',
    ...['transfer', 'pass', 'hold'].map((by) => `reverse refused by a later ${by}`),
    ...WAYS,
    ...['same_account', 'account_unknown', 'insufficient_funds', 'ceiling_exceeded'].map(
      (reason) => `refund to source: ${reason}`,
    ),
    ...['payments_insufficient', 'payment_later', 'payment_of_another_account'].map(
      (reason) => `refund of some: ${reason}`,
    ),
    'refund of a group: payments_insufficient',
    'less is spent than might be',
  );

const LOT_REASONS = [
  ...['transaction_exists', 'transaction_unknown', 'not_reversible', 'already_reversed'],
  ...[
    'account_frozen',
    'payment_drawn',
    'credit_drawn',
    'payment_exists',
    'refund_exists',
    'account_merged_since',
  ],
  ...['payment_unknown', 'payment_of_another_account', 'payment_later', 'payment_insufficient'],
  ...['payments_insufficient', 'credit_conflict', 'credits_insufficient', 'account_closed_later'],
  ...['credit_unknown', 'credit_not_here', 'credit_expired', 'expires_no_later'],
].map((reason) => `refused: ${reason}`);

describe('the random runs reach what is hard', () => {
  test('on the timeline', () => {
    const watcher = new Watcher();
    for (const pace of bookPaces) {
      for (const moves of fc.sample(bookMoves(60), sample(70))) {
        watcher.startRun();
        expect(bookDisagreement(commandsOf(pace, moves), watcher.listen)).toBeUndefined();
      }
    }
    expect(watcher.happenings.rarer(TIMES_MIN, [...TIMELINE, ...TIMELINE_SPECIAL])).toEqual([]);
  });

  test('with lots', () => {
    const watcher = new Watcher();
    for (const pace of bookPaces) {
      for (const moves of fc.sample(lotMoves(60), sample(110))) {
        watcher.startRun();
        expect(lotDisagreement(lotCommandsOf(pace, moves), watcher.listen)).toBeUndefined();
      }
    }
    expect(watcher.happenings.rarer(TIMES_MIN, [...LOTS, ...LOT_REASONS])).toEqual([]);
  });
});
