import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allEvents } from '../support/house/house-door.ts';
import { factsOf, submitAll, withHouse } from './house-with.ts';
import { commandsIn, countsOf, importText } from './import-text.ts';
import { randomInputs } from './random-inputs.ts';
import { exported, FORMAT } from './units-in-files.ts';

type Members = Record<string, unknown>;

/**
 * A record of an export as somebody would write the command: amounts in units alone, where their asset is known. What an
 * account of an accepted command tells is left out, unless it is to be said.
 */
function rowOf(line: string, saysAsset: boolean): string {
  const { id, ok, command } = JSON.parse(line) as { id: string; ok: boolean; command: Members };
  const rest: Members[] = [command];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (Array.isArray(next.commands)) {
      rest.push(...(next.commands as Members[]));
      continue;
    }
    keepUnits(next);
    if (next.kind !== 'open_account' && ok && !saysAsset) delete next.asset;
    for (const entry of (next.entries ?? []) as Members[]) writeEntry(entry, ok);
    for (const line of [next.from, next.to, next.limits].filter(Array.isArray).flat() as Members[])
      keepUnits(line);
  }
  return JSON.stringify({ ...command, id });
}

/** The account of a refused entry need not be there, and its asset is a part of what it asks for. */
function writeEntry(entry: Members, ok: boolean): void {
  if (ok || entry.assetGiven !== false) keepUnits(entry);
  else delete entry.amount;
  if (entry.assetGiven === false) delete entry.asset;
  delete entry.assetGiven;
}

function keepUnits(holder: Members): void {
  for (const name of ['amount', 'atMost', 'floor', 'ceiling'])
    if (name in holder) delete holder[`${name}Minor`];
}

test.each([true, false])(
  'rows in units alone ask for what was asked in minor units; with their assets: %s',
  async (saysAsset) => {
    await fc.assert(
      fc.asyncProperty(randomInputs(40), fc.integer({ min: 1, max: 30 }), ({ inputs }, batchSize) =>
        withHouse(async (house) => {
          const from = house.book('from');
          await submitAll(from, inputs);
          const [, ...lines] = (await exported(from)).trimEnd().split('\n');
          const text = FORMAT + lines.map((line) => `${rowOf(line, saysAsset)}\n`).join('');
          const to = house.book('to');
          const records = await allEvents(from);
          const accepted = records.filter(({ ok }) => ok).length;
          const report = await importText(to, 'ndjson', text, { batchSize });
          expect([countsOf(report), report.malformations]).toEqual([
            [records.length, accepted, records.length - accepted, 0, 0, 0],
            [],
          ]);
          expect(factsOf(await commandsIn(to))).toEqual(factsOf(records));
        }),
      ),
      { numRuns: 30 },
    );
  },
);
