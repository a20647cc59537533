/** How a step fails. */
export interface Fault {
  /** Whether it has been carried out by then. */
  readonly takesEffect: boolean;
  /** Whether it fails as a lost connection does, which passes by itself, and leaves open what became of it. */
  readonly passes: boolean;
}

/** What fails, counted from when it was armed. */
export interface FaultPlan<From = number> extends Fault {
  /** The first step that fails: its number, 1 for the first of all; or its name. */
  readonly from: From;
  /** So many steps behind that one. */
  readonly behind?: number;
  readonly count: number;
  /** One more step that fails, so many behind the last of those, in a way that passes and without effect. */
  readonly thenAfter?: number;
}

/** Counts steps, and says which of them are to fail or to wait. */
export class FaultCount {
  #plan: FaultPlan<number | string> | undefined;
  #hold: Hold | undefined;
  /** The steps since it was armed, by name. */
  steps: string[] = [];

  arm(plan: FaultPlan<number | string> | undefined): void {
    this.#plan = plan;
    this.steps = [];
  }

  hold(step: string | number): Hold {
    this.arm(undefined);
    this.#hold = new Hold(step);
    return this.#hold;
  }

  /** Counts a step; how it fails, if it does; a promise of that where it waits first. */
  take(name: string): Fault | undefined | Promise<Fault | undefined> {
    const number = this.steps.push(name);
    const hold = this.#hold;
    if (hold?.takes(name, number) !== true) return this.#faultAt(name, number);
    return hold.released.then((fails) => (fails ? REFUSED : undefined));
  }

  #faultAt(name: string, number: number): Fault | undefined {
    if (this.#plan?.from === name) this.#plan = { ...this.#plan, from: number + (this.#plan.behind ?? 0) };
    const plan = this.#plan;
    if (plan === undefined || typeof plan.from === 'string' || number < plan.from) return undefined;
    const last = plan.from + plan.count - 1;
    if (number <= last) return plan;
    return number - last === plan.thenAfter ? { takesEffect: false, passes: true } : undefined;
  }
}

const REFUSED: Fault = { takesEffect: false, passes: false };

/** One step that is to wait until it is released. */
export class Hold {
  readonly reached: Promise<void>;
  readonly #reach: () => void;
  /** Whether it is to fail. */
  readonly released: Promise<boolean>;
  readonly #step: string | number;
  release: (fails?: boolean) => void;
  #isTaken = false;

  constructor(step: string | number) {
    this.#step = step;
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<boolean>();
    this.reached = reached.promise;
    this.#reach = reached.resolve;
    this.released = released.promise;
    this.release = (fails = false) => released.resolve(fails);
  }

  /** True for the step that is meant, once. */
  takes(name: string, number: number): boolean {
    if (this.#isTaken || (this.#step !== name && this.#step !== number)) return false;
    this.#isTaken = true;
    this.#reach();
    return true;
  }
}
