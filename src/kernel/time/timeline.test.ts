import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDeltas,
  countedOf,
  credit,
  type Delta,
  type Move,
  NO_CHANGE,
  negateDelta,
  postedOf,
} from './delta.ts';
import { afterAll, compareInstants, type Instant } from './instant.ts';
import { mostPosted as measureMostPosted } from './most-posted.ts';
import { Timeline } from './timeline.ts';
import { UndoLog } from './undo-log.ts';

/** The timeline read aloud: a list of moves, summed up at each question. */
class PlainTimeline {
  moves: Move[] = [];
  readonly #layers: Move[][] = [];

  begin(): void {
    this.#layers.push([...this.moves]);
  }

  end(isKept: boolean): void {
    const before = this.#layers.pop();
    if (!isKept && before !== undefined) this.moves = before;
  }

  sums(isIn: (move: Move) => boolean): Delta {
    return this.moves.filter(isIn).reduce((sum: Delta, move) => addDeltas(sum, move), NO_CHANGE);
  }

  /** The sums at every place from one on until before another, what stands at the first included. */
  within(from: Instant, until: Instant | undefined): Delta[] {
    const places = this.moves.filter((move) => {
      return compareInstants(move, from) > 0 && (until === undefined || compareInstants(move, until) < 0);
    });
    return [from, ...places].map((place) => this.sums((move) => compareInstants(move, place) <= 0));
  }
}

const small = fc.bigInt({ min: -5n, max: 5n });
const place = fc.record({ at: fc.integer({ min: 0, max: 12 }), order: fc.integer({ min: -8, max: 16 }) });
const deltaArbitrary = fc.record({
  inflow: small,
  outflow: small,
  available: small,
  incoming: small,
  expected: small,
  purse: small,
  spendable: small,
});

const stepArbitrary = fc.oneof(
  { weight: 40, arbitrary: fc.record({ do: fc.constant('add'), place, delta: deltaArbitrary }) },
  { weight: 30, arbitrary: fc.record({ do: fc.constant('take back'), nth: fc.nat() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('advance'), at: fc.integer({ min: -1, max: 13 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('begin') }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('commit', 'rollback') }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ask'), from: place, until: fc.option(place) }) },
);

type Step = typeof stepArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

interface Both {
  readonly undo: UndoLog;
  readonly timeline: Timeline;
  readonly plain: PlainTimeline;
}

function bothEmpty(): Both {
  const undo = new UndoLog();
  return {
    undo,
    timeline: new Timeline(undo, { hasCeiling: true, hasLimits: true }),
    plain: new PlainTimeline(),
  };
}

function add({ timeline, plain }: Both, { at, order }: Instant, delta: Delta): void {
  const move = { account: '1/a', at, order, ...delta };
  timeline.add(move, 1);
  plain.moves.push(move);
}

function take(both: Both, step: Step): void {
  const { undo, timeline, plain } = both;
  if ('delta' in step) add(both, step.place, step.delta);
  else if ('nth' in step) {
    const move = plain.moves[step.nth % Math.max(1, plain.moves.length)];
    if (move !== undefined) add(both, move, negateDelta(move));
  } else if ('at' in step) timeline.advance(step.at);
  else if ('from' in step) expectSameWindow(both, step.from, step.until ?? undefined);
  else if (step.do === 'begin') {
    undo.begin();
    plain.begin();
  } else {
    if (step.do === 'commit') undo.commit();
    else undo.rollback();
    plain.end(step.do === 'commit');
  }
}

function expectSameWindow({ timeline, plain }: Both, from: Instant, until: Instant | undefined): void {
  expect(timeline.sumsBefore(from)).toEqual(plain.sums((move) => compareInstants(move, from) < 0));
  if (until !== undefined && compareInstants(from, until) >= 0) return;
  const sums = plain.within(from, until);
  const available = sums.map((each) => each.available);
  const least = available.reduce((a, b) => (a < b ? a : b));
  const most = sums.map(countedOf).reduce((a, b) => (a > b ? a : b));
  const mostPosted = sums.map(postedOf).reduce((a, b) => (a > b ? a : b));
  expect(timeline.leastAvailable(from, until)).toBe(least);
  expect(timeline.mostCounted(from, until)).toBe(most);
  expect(measureMostPosted(timeline, from, until)).toBe(mostPosted);
  for (const change of [-2n, 0n, 2n]) {
    expect(timeline.staysAbove(least + change, change, from, until)).toBe(true);
    expect(timeline.staysAbove(least + change + 1n, change, from, until)).toBe(false);
    expect(timeline.staysBelow(most + change, change, from, until)).toBe(true);
    expect(timeline.staysBelow(most + change - 1n, change, from, until)).toBe(false);
    expect(timeline.postedStaysBelow(mostPosted + change, change, from, until)).toBe(true);
    expect(timeline.postedStaysBelow(mostPosted + change - 1n, change, from, until)).toBe(false);
  }
}

function expectSame(both: Both): void {
  const { timeline, plain } = both;
  for (let at = -1; at <= 13; at += 1) {
    expect(timeline.sumsAt(at)).toEqual(plain.sums((move) => compareInstants(move, afterAll(at)) < 0));
  }
  expect(timeline.sumsAt(Number.MAX_SAFE_INTEGER)).toEqual(plain.sums(() => true));
  const again = bothEmpty().timeline;
  for (const move of plain.moves.toReversed()) again.add(move, 1);
  expect([...timeline.describe()]).toEqual([...again.describe()]);
}

describe('a timeline sums up as a list of moves does', () => {
  test.each([30, 200])('with %i steps, asked now and then', (length) => {
    const steps = fc.array(stepArbitrary, { minLength: length, maxLength: length, size: 'max' });
    const property = fc.property(fc.noBias(steps), (taken) => {
      const both = bothEmpty();
      for (const step of taken) take(both, step);
      expectSame(both);
    });
    fc.assert(property, { numRuns: 150, seed: 20_261_121 });
  });

  test('with ten thousand moves, asked only then', () => {
    const both = bothEmpty();
    for (let i = 0; i < 10_000; i += 1) {
      const instant = { at: (i * 7) % 13, order: 2 * i };
      add(both, instant, {
        inflow: BigInt(i % 5),
        outflow: 1n,
        available: BigInt((i % 7) - 3),
        incoming: 0n,
        expected: BigInt(i % 3),
        purse: 0n,
        spendable: 0n,
      });
      if (i % 3 === 0)
        add(both, instant, {
          inflow: 0n,
          outflow: 0n,
          available: -1n,
          incoming: 1n,
          expected: 0n,
          purse: 0n,
          spendable: 0n,
        });
    }
    both.timeline.advance(6);
    expectSame(both);
  });

  test('with ten thousand moves of which half are taken back by a rollback', () => {
    const both = bothEmpty();
    const put = (i: number): void => add(both, { at: i % 13, order: 2 * i }, credit(1n));
    for (let i = 0; i < 5_000; i += 1) put(i);
    both.undo.begin();
    both.plain.begin();
    for (let i = 5_000; i < 10_000; i += 1) put(i);
    both.timeline.advance(9);
    both.undo.rollback();
    both.plain.end(false);
    expectSame(both);
  });
});
