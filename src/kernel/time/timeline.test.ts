import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Delta, type Move, postedOf } from './delta.ts';
import { compareInstants, type Instant, placeOf } from './instant.ts';
import { Timeline } from './timeline.ts';
import { UndoLog } from './undo-log.ts';

/** The plain reading: a list of moves, all of them looked at for every answer. */
class PlainTimeline {
  moves: Move[] = [];

  sumsBefore(instant: Instant): Delta {
    return sum(this.moves.filter((move) => compareInstants(move, instant) < 0));
  }

  /** Balances just behind `from`, and after each place that follows before `until`. */
  standing(from: Instant, until: Instant | undefined, of: (delta: Delta) => bigint): bigint[] {
    const upTo = (place: Instant): bigint =>
      of(sum(this.moves.filter((move) => compareInstants(move, place) <= 0)));
    const inside = this.moves.filter(
      (move) => compareInstants(move, from) > 0 && (until === undefined || compareInstants(move, until) < 0),
    );
    return [upTo(from), ...inside.map(upTo)];
  }
}

function sum(deltas: readonly Delta[]): Delta {
  let [inflow, outflow, available, incoming] = [0n, 0n, 0n, 0n];
  for (const delta of deltas) {
    inflow += delta.inflow;
    outflow += delta.outflow;
    available += delta.available;
    incoming += delta.incoming;
  }
  return { inflow, outflow, available, incoming };
}

const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const most = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b > a ? b : a));

function move(place: Instant, [inflow, outflow, available]: readonly number[]): Move {
  const amounts = [inflow, outflow, available].map((amount) => BigInt(amount ?? 0));
  return {
    account: 'a',
    at: place.at,
    order: place.order,
    inflow: amounts[0] ?? 0n,
    outflow: amounts[1] ?? 0n,
    available: amounts[2] ?? 0n,
    incoming: amounts[1] ?? 0n,
  };
}

const place = (span: number) =>
  fc
    .record({ at: fc.nat(span), seq: fc.integer({ min: -9, max: 9 }) })
    .map(({ at, seq }) => placeOf(at, seq));
const amounts = fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: -4, max: 4 }));

const step = (span: number) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ add: place(span), amounts, twice: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ advance: fc.nat(span) }) },
    {
      weight: 3,
      arbitrary: fc.record({ ask: place(span), until: fc.option(place(span), { nil: undefined }) }),
    },
    { weight: 1, arbitrary: fc.constantFrom('begin', 'commit', 'rollback') },
  );
type Step = ReturnType<typeof step> extends fc.Arbitrary<infer T> ? T : never;

function ask(timeline: Timeline, plain: PlainTimeline, from: Instant, until: Instant | undefined): void {
  const available = plain.standing(from, until, (delta) => delta.available);
  const posted = plain.standing(from, until, postedOf);
  expect(timeline.sumsBefore(from)).toEqual(plain.sumsBefore(from));
  expect(timeline.leastAvailable(from, until)).toBe(least(available));
  expect(timeline.mostAvailable(from, until)).toBe(most(available));
  expect(timeline.mostPosted(from, until)).toBe(most(posted));
  for (const change of [-5n, 0n, 5n]) {
    expect(timeline.staysAbove(0n, change, from, until)).toBe(least(available) + change >= 0n);
    expect(timeline.staysBelow(9n, change, from, until)).toBe(most(available) + change <= 9n);
    expect(timeline.postedStaysBelow(9n, change, from, until)).toBe(most(posted) + change <= 9n);
  }
}

/** Plays the steps on both; asks only where a step says so, so that changes may wait for long. */
function play(steps: readonly Step[], asksBelow: boolean): void {
  const undo = new UndoLog();
  const timeline = new Timeline(undo, true);
  const plain = new PlainTimeline();
  const layers: Move[][] = [];
  for (const next of steps) {
    if (next === 'begin') {
      undo.begin();
      layers.push([...plain.moves]);
    } else if (next === 'commit') {
      expect(undo.commit()).toBe(layers.pop() !== undefined);
    } else if (next === 'rollback') {
      const before = layers.pop();
      expect(undo.rollback()).toBe(before !== undefined);
      plain.moves = before ?? plain.moves;
    } else if ('add' in next) {
      const added = move(next.add, next.amounts);
      const opposite = move(
        next.add,
        next.amounts.map((amount) => -amount),
      );
      for (const each of next.twice ? [added, opposite] : [added]) {
        timeline.add(each);
        plain.moves.push(each);
      }
    } else if ('advance' in next) {
      timeline.advance(next.advance);
    } else if (asksBelow) {
      ask(timeline, plain, next.ask, next.until);
    }
  }
  for (const next of steps.slice(-60)) {
    if (typeof next === 'object' && 'ask' in next) ask(timeline, plain, next.ask, next.until);
  }
  expect(timeline.sumsAt(1_000)).toEqual(sum(plain.moves));
}

test('equals a plain list of moves, asked all the time', () => {
  fc.assert(
    fc.property(fc.array(step(12), { minLength: 60, maxLength: 120, size: 'max' }), (steps) =>
      play(steps, true),
    ),
    {
      numRuns: 300,
    },
  );
});

test('equals a plain list of moves, asked after long silence', () => {
  const steps = fc.array(step(40), { minLength: 400, maxLength: 700, size: 'max' });
  fc.assert(
    fc.property(steps, (each) => play(each, false)),
    { numRuns: 60 },
  );
});

test('what waits is sorted into the tree when it becomes very much', () => {
  const timeline = new Timeline(new UndoLog(), true);
  const plain = new PlainTimeline();
  for (let i = 0; i < 10_000; i += 1) {
    const each = move(placeOf((i * 7_919) % 5_003, i % 9), [i % 4, i % 3, (i % 5) - 2]);
    timeline.add(each);
    plain.moves.push(each);
  }
  for (const at of [0, 1, 2_500, 5_002]) {
    expect(timeline.sumsAt(at)).toEqual(plain.sumsBefore({ at, order: Number.POSITIVE_INFINITY }));
  }
  const from = placeOf(4_900, 1);
  expect(timeline.leastAvailable(from)).toBe(
    least(plain.standing(from, undefined, (delta) => delta.available)),
  );
});
