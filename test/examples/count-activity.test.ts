import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { requireBuild } from '../support/package/require-build.ts';

// The example runs as a reader would run it; a few of its figures are counted once more here, from the files.

function rowsOf(file: string): string[][] {
  const text = gunzipSync(readFileSync(join(PROJECT_ROOT, 'examples/counters', file))).toString();
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll('"', '').split(','));
}

let printed = '';
beforeAll(() => {
  requireBuild();
  const run = spawnSync(process.execPath, ['examples/counters/count-activity.ts'], {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  printed = run.stdout;
});

test('the lines of the shop', () => {
  const lines = rowsOf('retail-lines.csv.gz');
  const returned = lines.filter(([, , quantity]) => Number(quantity) < 0);
  expect(lines).toHaveLength(525_461);
  expect(printed).toMatch(new RegExp(`counted +${lines.length + returned.length}\n`));
  for (const country of ['United Kingdom', 'EIRE', 'Germany']) {
    const ofCountry = lines.filter((row) => row[6] === country);
    expect(printed).toMatch(new RegExp(`  ${country} +${ofCountry.length}( █+)?\n`));
  }
  const customers = new Set(returned.map((row) => row[5]));
  expect(printed).toContain(`Lines sent back: ${returned.length}, by ${customers.size} customers`);
});

test('the trips of the bikes', () => {
  const trips = rowsOf('citibike-jc-202011.csv.gz');
  const evening = trips.filter((row) => row[1]?.startsWith('2020-11-06 17:'));
  const ofGrove = evening.filter((row) => row[4] === 'Grove St PATH');
  expect(printed).toMatch(new RegExp(`  Grove St PATH +${ofGrove.length} █`));
  const moments = ofGrove.map((row) => row[1]?.slice(11) ?? '');
  const quarter = moments.filter((moment) => moment >= '17:32:30' && moment < '17:47:30').length;
  expect(printed).toContain(`${quarter} by its log,\n  ${quarter} by hand.`);
});

test('every count was equal to the recount', () => {
  expect(printed.match(/Recounted by hand: \d{5,} numbers, all of them equal\./g)).toHaveLength(2);
});
