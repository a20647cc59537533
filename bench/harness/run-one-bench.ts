// One bench in a process of its own, so that no bench inherits another's heap or compiled code.
// Started by run-benches.ts: node --expose-gc run-one-bench.ts FILE [--size-max N]
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { BenchReport } from './bench-report.ts';
import { showTable } from './bench-table.ts';
import type { Bench } from './define-bench.ts';
import { describeProvenance } from './describe-machine.ts';
import { showReport, showWork } from './show-report.ts';

const root = resolve(import.meta.dirname, '../..');
const resultsFolder = join(root, 'bench/results');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'size-max': { type: 'string' } },
});
const [file = ''] = positionals;
const sizeMax = Number(values['size-max'] ?? Infinity);

const module: { readonly default?: Bench } = await import(pathToFileURL(resolve(file)).href);
const bench = module.default;
if (bench === undefined || bench.name !== basename(file, '.bench.ts')) {
  throw new Error(`${file}: expected a default export defineBench('${basename(file, '.bench.ts')}', ...)`);
}

console.log(`# ${bench.name}\n\n${bench.about}\n`);
const report = new BenchReport({
  sizeMax,
  onMeasured: (work) => console.log(`${showWork(work)}\n`),
  onTable: (table) => console.log(`${showTable(table)}\n`),
});
await bench.run(report);
for (const note of report.notes) console.log(`${note}\n`);

if (sizeMax === Infinity) {
  const provenance = describeProvenance(root);
  mkdirSync(resultsFolder, { recursive: true });
  const { name, about } = bench;
  const { works, tables, notes } = report;
  writeFileSync(join(resultsFolder, `${name}.md`), showReport(bench, report, provenance));
  writeFileSync(
    join(resultsFolder, `${name}.json`),
    `${JSON.stringify({ name, about, ...provenance, works, ...(tables.length > 0 ? { tables } : {}), notes }, null, 2)}\n`,
  );
  console.log(`Written to bench/results/${name}.md and .json.`);
} else {
  console.log('Nothing is written: with --size-max this was only a quick look.');
}
