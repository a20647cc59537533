import { markdownTable } from 'markdown-table';
import { showNumber } from './show-number.ts';

/** A number of one run, held against what it must be. */
export interface LineJudgement {
  /** `>= 2,500/s`. */
  readonly target: string;
  /** `3,141/s`. */
  readonly measured: string;
  readonly reached: boolean;
}

/** One line of a table: what was done, and a number for each column that has something to say about it. */
export interface BenchLine<Column extends string = string> {
  readonly work: string;
  readonly numbers: Readonly<Partial<Record<Column, number>>>;
  readonly judgements?: readonly LineJudgement[];
}

/** A table that a bench fills by itself, where one run gives several numbers and `measure` does not fit. */
export interface BenchTable<Column extends string = string> {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly lines: readonly BenchLine<Column>[];
}

/** @param unit what stands behind both numbers: `/s`, ` ms` */
export function atLeast(measured: number, min: number, unit: string): LineJudgement {
  return {
    target: `>= ${showNumber(min)}${unit}`,
    measured: `${showNumber(measured)}${unit}`,
    reached: measured >= min,
  };
}

/** @param unit as for `atLeast` */
export function atMost(measured: number, max: number, unit: string): LineJudgement {
  return {
    target: `<= ${showNumber(max)}${unit}`,
    measured: `${showNumber(measured)}${unit}`,
    reached: measured <= max,
  };
}

/** The table as Markdown, and a line for each target. */
export function showTable({ title, columns, lines }: BenchTable): string {
  const hasTargets = lines.some(({ judgements = [] }) => judgements.length > 0);
  const header = ['work', ...columns, ...(hasTargets ? ['target'] : [])];
  const rows = lines.map(({ work, numbers, judgements = [] }) => {
    const cells = columns.map((column) => {
      const number = numbers[column];
      return number === undefined ? '' : showNumber(number);
    });
    const verdict = judgements.map(({ target, reached }) => `${target} ${reached ? 'reached' : 'MISSED'}`);
    return [work, ...cells, ...(hasTargets ? [verdict.join('; ')] : [])];
  });
  const table = markdownTable([header, ...rows], { align: header.map((_, i) => (i === 0 ? 'l' : 'r')) });
  const targets = lines.flatMap(({ work, judgements = [] }) =>
    judgements.map(
      ({ target, measured, reached }) =>
        `- ${reached ? 'reached' : 'MISSED'}: ${work}: ${measured} (target ${target})`,
    ),
  );
  return [`## ${title}`, table, ...(targets.length > 0 ? [targets.join('\n')] : [])].join('\n\n');
}
