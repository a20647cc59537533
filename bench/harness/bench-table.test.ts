import { describe, expect, test } from 'vitest';
import { BenchReport } from './bench-report.ts';
import { atLeast, atMost, type BenchTable, showTable } from './bench-table.ts';
import { defineBench } from './define-bench.ts';
import { showReport } from './show-report.ts';

test('a target is reached when the number is just there, and missed just beside it', () => {
  expect(atLeast(2_500, 2_500, '/s')).toEqual({ target: '>= 2,500/s', measured: '2,500/s', reached: true });
  expect(atLeast(2_499.9, 2_500, '/s').reached).toBe(false);
  expect(atMost(600, 600, ' MB')).toEqual({ target: '<= 600 MB', measured: '600 MB', reached: true });
  expect(atMost(600.1, 600, ' MB').reached).toBe(false);
});

describe('a table that a bench fills by itself', () => {
  const table: BenchTable<'per second' | 'p99 ms'> = {
    title: 'Writing',
    columns: ['per second', 'p99 ms'],
    lines: [
      { work: 'the disk', numbers: { 'per second': 3_000 } },
      {
        work: 'one at a time',
        numbers: { 'per second': 2_000, 'p99 ms': 1.5 },
        judgements: [atLeast(2_000, 2_500, '/s'), atLeast(2_000, 1_000, '/s')],
      },
    ],
  };

  test('shows empty cells for what a line does not say, and every target', () => {
    const [title, , header, , disk, one, , ...targets] = showTable(table).split('\n');
    const cells = (row = ''): string[] => row.split('|').map((cell) => cell.trim());
    expect(title).toBe('## Writing');
    expect(cells(header)).toEqual(['', 'work', 'per second', 'p99 ms', 'target', '']);
    expect(cells(disk)).toEqual(['', 'the disk', '3,000', '', '', '']);
    const verdict = '>= 2,500/s MISSED; >= 1,000/s reached';
    expect(cells(one)).toEqual(['', 'one at a time', '2,000', '1.5', verdict, '']);
    expect(targets).toEqual([
      '- MISSED: one at a time: 2,000/s (target >= 2,500/s)',
      '- reached: one at a time: 2,000/s (target >= 1,000/s)',
    ]);
  });

  test('stands in the report behind the works, before the notes', () => {
    const shown: BenchTable[] = [];
    const report = new BenchReport({ onTable: (one) => shown.push(one) });
    expect(report.sizeMax).toBe(Infinity);
    report.table(table);
    report.note('A note.');
    expect(shown).toEqual([table]);
    const machine = { cpu: 'A processor', cores: 2, memoryGiB: 8, os: 'Linux', node: 'v24' };
    const provenance = { date: '2026-01-01T00:00:00.000Z', commit: 'abc', dirty: false, machine };
    const bench = defineBench('a', 'About it.', async () => {});
    expect(showReport(bench, report, provenance)).toMatch(/\n\n## Writing\n\n\| work[\s\S]*\n\nA note\.\n$/);
  });
});
