import { open } from '../../src/engine/open-house.ts';
import { BOOK, fileUrl, fundAccounts } from './bench-house.ts';
import { BULK, listOf, transferMaker } from './bench-inputs.ts';
import { longestStretch, type Stretches } from './stretch-scenario.ts';

export interface DueAsk {
  readonly file: string;
  readonly accounts: number;
  /** How many transfers are due at one moment. */
  readonly schedules: number;
}

/** How long others in the process wait for a turn while much is carried out that is due, and how much that is a second. */
export async function runDue({ file, accounts, schedules }: DueAsk): Promise<Stretches> {
  let now = 1;
  const house = await open(fileUrl(file), { clock: () => now, announceExpiries: false });
  try {
    const book = house.book(BOOK);
    await fundAccounts(book, accounts);
    const make = transferMaker(accounts, 'house');
    let number = 0;
    const next = () => {
      number += 1;
      const command = { kind: 'transfer', ...make() } as const;
      // The first tenth warms up the compiler.
      return {
        ...({ kind: 'schedule', schedule: `s${number}`, command } as const),
        executeAt: number <= schedules / 10 ? 2 : 3,
      };
    };
    const all = Math.ceil(schedules * 1.1);
    for (let left = all; left > 0; left -= BULK) await book.submit(listOf(Math.min(BULK, left), next));
    now = 2;
    const warmed = await book.runDue(2);
    now = 3;
    const startedAt = performance.now();
    const { ms: longestMs, cpuMs: longestCpuMs } = await longestStretch(() => book.runDue(3));
    const tookMs = performance.now() - startedAt;
    const { items } = await book.schedules({ status: 'pending', limit: 1 });
    if (items.length > 0) throw new Error('something is due and was not carried out');
    return { longestMs, longestCpuMs, perSecond: ((all - warmed) * 1_000) / tookMs };
  } finally {
    await house.close();
  }
}
