import { markdownTable } from 'markdown-table';

export const DAY_MS = 86_400_000;

/** `£1,234.56` from pence. */
export function pounds(pence: bigint): string {
  const size = pence < 0n ? -pence : pence;
  const rest = (size % 100n).toString().padStart(2, '0');
  return `${pence < 0n ? '-' : ''}£${(size / 100n).toLocaleString('en-GB')}.${rest}`;
}

/** `2010-07-01`, UTC. */
export function day(timestamp: number): string {
  return new Date(timestamp).toISOString().slice(0, 10);
}

export function count(number: number): string {
  return number.toLocaleString('en-GB');
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/** A heading with its number, and a sentence or two under it. */
export function printHeading(title: string, ...sentences: string[]): void {
  console.log(`\n${title}\n${'-'.repeat(title.length)}`);
  for (const sentence of sentences) console.log(sentence);
  console.log();
}

/** One line: what, how many, how much. */
export function printFigure(what: string, number: number | null, pence?: bigint, remark = ''): void {
  const columns = [
    `  ${what}`.padEnd(46),
    (number === null ? '' : count(number)).padStart(7),
    (pence === undefined ? '' : pounds(pence)).padStart(16),
    remark === '' ? '' : `   ${remark}`,
  ];
  console.log(columns.join('').trimEnd());
}

/** A table with the first column to the left and the others to the right, unless `align` says otherwise. */
export function printTable(rows: readonly (readonly string[])[], align?: readonly ('l' | 'r')[]): void {
  const columns = rows[0]?.length ?? 0;
  const table = markdownTable(rows, {
    align: align ?? Array.from({ length: columns }, (_, index) => (index === 0 ? 'l' : 'r')),
  });
  console.log(table.replaceAll(/^/gm, '  '));
}

/** How many calls there were, and how long they took, from `startedAt` until now. */
export function printTime(calls: number, startedAt: number): void {
  const ms = performance.now() - startedAt;
  console.log(`\n  ${count(calls)} calls in ${ms.toFixed(0)} ms.`);
}
