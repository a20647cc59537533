import { openHouse } from '../../../src/engine/open-house.ts';
import type { Store } from '../../../src/store/store.ts';
import type { House, OpenOptions } from '../house/house-door.ts';
import { through } from '../watch/through.ts';
import type { FaultPlan } from './fault-plan.ts';
import { Faults, faultyStore } from './house-faulty-store.ts';

/** A step that is to wait. */
export interface HeldStep {
  /** Resolves when it does. */
  readonly reached: Promise<void>;
  /** Lets it go on, or fail in a way that does not pass. */
  release(fails?: boolean): void;
}

/**
 * A house in which things fail where its engine meets what is outside of it: the port of a store, the disk, the network. What
 * is true of a house whatever fails is true of each of them.
 */
export interface FaultyHouse {
  /** As it is open now. */
  readonly house: House;
  /** What was done since it was armed: each a step that may be made to fail. */
  readonly steps: readonly string[];
  /** From now on steps are counted, and fail by the plan; undefined: none fails. */
  arm(plan: FaultPlan | undefined): void;
  /** Opens it again where it has closed itself. */
  recover(): Promise<void>;
  /** Looks at what is there past the faults: nothing fails and nothing is counted meanwhile. */
  aside<T>(look: (house: House) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** One whose steps can be made to wait, too. */
export interface HoldingHouse extends FaultyHouse {
  arm(plan: FaultPlan<number | string> | undefined): void;
  /** Lets the next step of that name wait, or the one of that number, counted from now on. Nothing fails meanwhile. */
  hold(step: string | number): HeldStep;
}

/** What a run on a house is opened with: a clock that stands, and nothing that happens by itself. */
export const FAULTY_SETTINGS: OpenOptions = { clock: () => 10, announceExpiries: false };

/**
 * A house on a store whose port fails.
 * @param isExclusive what the store says of itself: one that others might write to is read in another way
 */
export async function faultyAtPort(
  store: Store,
  options: OpenOptions = {},
  isExclusive = store.isExclusive,
): Promise<HoldingHouse> {
  const settings = { ...FAULTY_SETTINGS, ...options };
  const faults = new Faults();
  const house = await openHouse(faultyStore(store, faults, isExclusive), settings);
  const beside = await openHouse(through(store, { isExclusive: false }), settings);
  return {
    house,
    get steps() {
      return faults.steps;
    },
    arm: (plan) => faults.arm(plan),
    hold: (step) => faults.hold(step),
    recover: async () => undefined,
    aside: (look) => look(beside),
    // It is the store's, too.
    close: () => house.close(),
  };
}
