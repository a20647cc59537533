import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { open } from '../../../src/engine/open-house.ts';
import type { House, OpenOptions } from '../house/house-door.ts';
import type { FaultPlan } from './fault-plan.ts';
import { CONTROL, DISK_WAYS } from './faulty-disk-library.ts';
import { FAULTY_SETTINGS, type FaultyHouse } from './faulty-house.ts';

const NAMES: Readonly<Record<string, string>> = { s: 'sync', t: 'truncate', w: 'write' };

/** What this process tells the library in front of its disk, and learns from it. */
class DiskFaults {
  readonly #fd: number;
  #idlers = 0;

  constructor(control: string) {
    this.#fd = openSync(control, 'r+');
  }

  arm(plan: FaultPlan | undefined): void {
    this.#put(CONTROL.isIdle, 1);
    this.#put(CONTROL.steps, 0);
    this.#put(CONTROL.from, plan?.from ?? 0);
    this.#put(CONTROL.count, plan?.count ?? 0);
    this.#put(CONTROL.way, plan === undefined ? 0 : wayOf(plan));
    this.#put(CONTROL.isIdle, this.#idlers);
  }

  get steps(): string[] {
    const letters = Buffer.alloc(this.#get(CONTROL.steps));
    readSync(this.#fd, letters, 0, letters.length, CONTROL.letters);
    return [...letters.toString('latin1')].map((letter) => NAMES[letter] ?? letter);
  }

  async whileIdle<T>(work: () => Promise<T>): Promise<T> {
    this.#idle(1);
    try {
      return await work();
    } finally {
      this.#idle(-1);
    }
  }

  #idle(more: number): void {
    this.#idlers += more;
    this.#put(CONTROL.isIdle, this.#idlers);
  }

  close(): void {
    this.#put(CONTROL.isIdle, 1);
    closeSync(this.#fd);
  }

  #put(at: number, value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    writeSync(this.#fd, bytes, 0, bytes.length, at);
  }

  #get(at: number): number {
    const bytes = Buffer.alloc(8);
    readSync(this.#fd, bytes, 0, bytes.length, at);
    return Number(bytes.readBigInt64LE());
  }
}

/** A disk that is full does not become free by itself, and may yet; what it says of the rest lasts. */
function wayOf({ passes, takesEffect }: FaultPlan): number {
  if (takesEffect) return DISK_WAYS.untold;
  return passes ? DISK_WAYS.full : DISK_WAYS.broken;
}

/** A house on a file, in a process whose disk fails; where it has closed itself, the next opening is on a disk that is well. */
export async function faultyOnDisk(
  url: string,
  control: string,
  options: OpenOptions = {},
): Promise<FaultyHouse> {
  const settings = { ...FAULTY_SETTINGS, ...options };
  const faults = new DiskFaults(control);
  let house = await faults.whileIdle(() => open(url, settings));
  let recovering: Promise<void> | undefined;
  let hasFailed = false;
  const isOpen = (of: House): Promise<boolean> =>
    of.books().then(
      () => true,
      () => false,
    );
  const reopen = async (): Promise<void> => {
    if (await isOpen(house)) return;
    await house.close().catch(() => undefined);
    house = await open(url, settings);
  };
  /** Several callers may hear of it together. */
  const recover = (): Promise<void> => {
    recovering ??= faults.whileIdle(reopen).finally(() => {
      recovering = undefined;
    });
    return recovering;
  };
  /** What the next opening would find if the process were killed now. */
  const lookAtCopy = async <T>(look: (copy: House) => Promise<T>): Promise<T> => {
    const file = url.slice('sqlite:'.length);
    const copy = `${file}-killed`;
    for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end);
    const killed = await open(`sqlite:${copy}`, settings);
    try {
      return await look(killed);
    } finally {
      await killed.close();
      rmSync(copy);
    }
  };
  return {
    get house() {
      return house;
    },
    get steps() {
      return faults.steps;
    },
    arm: (plan) => faults.arm(plan),
    recover: () => {
      hasFailed = true;
      return recover();
    },
    aside: async (look) => {
      await recover();
      const isKilled = hasFailed;
      hasFailed = false;
      return faults.whileIdle(() => (isKilled ? lookAtCopy(look) : look(house)));
    },
    close: async () => {
      await faults.whileIdle(() => house.close());
      faults.close();
    },
  };
}
