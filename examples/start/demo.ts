import { inspect } from 'node:util';
import { type CommandInput, type OpenBook, open } from 'tallystick';
import { printHeading } from '../retail/print-figures.ts';

const day = (number: number): number => Date.UTC(2026, 0, number);

/** What a reader is shown: a command, and after it in one sentence what its answer means. */
const STEPS: readonly (readonly [CommandInput, string])[] = [
  [
    { kind: 'open_account', account: 'alice', asset: 'GBP/2', effectiveAt: day(1) },
    'An account is in one asset, here pounds with two decimals; amounts are bigints of pence.',
  ],
  [
    { kind: 'pay', id: 'pay-1', payment: 'order-1', account: 'alice', amount: 100_00n, effectiveAt: day(2) },
    'Alice pays 100.00 in; nothing is answered before it is durable (on disk, where the house is a file).',
  ],
  [
    { kind: 'pay', id: 'pay-1', payment: 'order-1', account: 'alice', amount: 100_00n, effectiveAt: day(2) },
    'The same command under the same id is done once: the answer is the first one, number and all.',
  ],
  [
    { kind: 'hold', hold: 'hotel', account: 'alice', amount: 30_00n, effectiveAt: day(3), expiresAt: day(9) },
    'A hotel reserves 30.00 until 9 January: it is still hers, and she cannot spend it.',
  ],
  [
    { kind: 'transfer', from: 'alice', to: 'world', amount: 80_00n, effectiveAt: day(4) },
    'Business says no with a value and a reason, and nothing has changed: 70.00 are available.',
  ],
  [
    { kind: 'capture', hold: 'hotel', amount: 25_00n, final: true, effectiveAt: day(5) },
    'The hotel takes 25.00 of what it held, and the rest is free again.',
  ],
  [
    { kind: 'refund', refund: 'back-1', account: 'alice', amount: 40_00n, effectiveAt: day(6) },
    'A refund finds the payments that it gives back, and says which.',
  ],
];

/** Half a minute of reading: what is said to a house, and what it answers. */
export async function showDemo(): Promise<void> {
  printHeading(
    'What it is like',
    'A house in memory, with one book. A command, its answer, and what that means.',
  );
  const house = await open('memory:', { clock: () => day(10) });
  const book = house.book('shop');
  for (const [command, meaning] of STEPS) await showStep(book, command, meaning);
  console.log("\n  > balance of 'alice' on 2, 3 and 6 January");
  for (const number of [2, 3, 6]) {
    const balance = await book.balance('alice', { at: day(number) });
    console.log(
      `    ${shown({ posted: balance?.posted, held: balance?.held, available: balance?.available })}`,
    );
  }
  console.log('    A balance can be asked for at any moment: money is a sum over time.');
  await house.close();
}

async function showStep(book: OpenBook, command: CommandInput, meaning: string): Promise<void> {
  const { kind, effectiveAt: _, ...fields } = command as CommandInput & { effectiveAt?: number };
  const [answer] = await book.submit([command]);
  if (answer === undefined) throw new Error('every command is answered');
  const { ok, seq, allocations } = answer.ok ? answer : { ...answer, allocations: undefined };
  const said = answer.ok
    ? { ok, seq, ...(allocations === undefined ? {} : { allocations }) }
    : { ok, reason: answer.reason, available: answer.available };
  console.log(
    `\n  > ${kind} ${shown('expiresAt' in fields ? { ...fields, expiresAt: '9 January' } : fields)}`,
  );
  console.log(`    ${shown(said)}`);
  console.log(`    ${meaning}`);
}

function shown(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
}
