import { describe, expect, test } from 'vitest';
import { TestMachine } from '../../../test/support/house/test-machine.ts';
import { CLOCK_JUMP_MS_MAX } from '../../base/limits.ts';
import { ClockWatch } from './clock-watch.ts';

const HOUR = 3_600_000;
const START = 1_000_000_000_000;

/** A watch on the wall clock of a machine, which was looked at once. */
function watched() {
  const machine = new TestMachine(START);
  const watch = new ClockWatch(machine);
  const look = () => watch.look(machine.wall(), machine.monotonic());
  look();
  return { machine, watch, look };
}

describe('a watched clock', () => {
  test('is believed while it goes with the time that passes, and when it is set by a little', () => {
    const { machine, look } = watched();
    machine.pass(HOUR);
    expect(look()).toEqual({ now: START + HOUR, jumpMs: 0 });
    machine.set(-CLOCK_JUMP_MS_MAX);
    expect(look()).toEqual({ now: START + HOUR - CLOCK_JUMP_MS_MAX, jumpMs: 0 });
  });

  test('that is set by more is not, and the present goes on from where it was believed last', () => {
    const { machine, look } = watched();
    machine.set(-9 * HOUR);
    for (let hours = 1; hours <= 3; hours += 1) {
      machine.pass(HOUR);
      expect(look()).toEqual({ now: START + hours * HOUR, jumpMs: -9 * HOUR });
    }
    machine.set(9 * HOUR);
    expect(look()).toEqual({ now: START + 3 * HOUR, jumpMs: 0 });
  });

  test('may drift from the other while nobody looks, by two parts in ten thousand', () => {
    const { machine, look } = watched();
    machine.pass(1_000 * HOUR);
    machine.set(CLOCK_JUMP_MS_MAX + 0.2 * HOUR);
    expect(look()).toMatchObject({ jumpMs: 0 });
    machine.pass(1_000 * HOUR);
    machine.set(CLOCK_JUMP_MS_MAX + 0.2 * HOUR + 10);
    expect(look()).toMatchObject({ jumpMs: CLOCK_JUMP_MS_MAX + 0.2 * HOUR + 10 });
  });

  test('that was read long before it is known, as over a network or by a process that was stopped, does not jump', () => {
    const { machine, watch, look } = watched();
    const slow = (before: number, after: number) => {
      const asked = machine.monotonic();
      machine.pass(before);
      const at = machine.wall();
      machine.pass(after);
      return watch.look(at, asked);
    };
    expect(slow(0, HOUR)).toEqual({ now: START, jumpMs: 0 });
    expect(look()).toEqual({ now: START + HOUR, jumpMs: 0 });
    expect(slow(HOUR, 0)).toEqual({ now: START + 2 * HOUR, jumpMs: 0 });
    expect(look()).toMatchObject({ jumpMs: 0 });
    machine.set(HOUR);
    expect(look()).toMatchObject({ jumpMs: HOUR });
  });

  test('of a machine that slept does not jump; each sleep explains itself, and no more', () => {
    const { machine, look } = watched();
    for (const slept of [HOUR, 2_000, 5 * HOUR]) {
      machine.sleep(slept);
      expect(look()).toEqual({ now: machine.wall(), jumpMs: 0 });
    }
    machine.set(6 * HOUR);
    expect(look()).toMatchObject({ jumpMs: 6 * HOUR });
    machine.sleep(HOUR);
    expect(look()).toEqual({ now: machine.wall() - 6 * HOUR, jumpMs: 6 * HOUR });
  });

  test('is believed anew when that is asked for', () => {
    const { machine, watch, look } = watched();
    machine.sleep(HOUR);
    machine.set(9 * HOUR);
    expect(look()).toMatchObject({ jumpMs: 9 * HOUR });
    watch.forget();
    expect(look()).toEqual({ now: START + 10 * HOUR, jumpMs: 0 });
    // The sleep from before explains nothing any more.
    machine.set(HOUR);
    expect(look()).toMatchObject({ jumpMs: HOUR });
  });

  test('knows of no sleep where the machine does not tell its uptime', () => {
    const machine = new TestMachine(START);
    const silent = {
      wall: () => machine.wall(),
      monotonic: () => machine.monotonic(),
      uptime: () => {
        throw new Error('not permitted');
      },
    };
    const watch = new ClockWatch(silent);
    const look = () => watch.look(machine.wall(), machine.monotonic());
    look();
    machine.sleep(HOUR);
    expect(look()).toEqual({ now: START, jumpMs: HOUR });
  });
});
