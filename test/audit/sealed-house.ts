import { join } from 'node:path';
import { open } from '../../src/engine/open-house.ts';
import { openStore } from '../../src/store/open-store.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { postgresUrl, query } from '../support/postgres/postgres-place.ts';
import { longHistory } from '../support/random/house-history.ts';
import { type Audited, type AuditName, auditAt } from './audit-at.ts';
import { dumpOf } from './house-dump.ts';
import { fillHouse } from './random-house.ts';
import { onFile, onSchema, type RowShell } from './row-shell.ts';
import { factsInTables, type SealedFacts } from './sealed-facts.ts';
import { auditChanged, dumpOfFile, sealFile } from './sealed-file.ts';

/** A house that is closed, with what stood in it then. */
export interface SealedHouse {
  readonly dump: string;
  /** Changes the rows of the house as it was sealed, and audits that as whoever opens it next. */
  auditChanged(change: (shell: RowShell) => Promise<unknown>, audit?: AuditName): Promise<Audited>;
  /** The same, fact by fact: where each of them lies is nobody's business. */
  auditChangedFacts(change: (facts: SealedFacts) => Promise<unknown>, audit?: AuditName): Promise<Audited>;
  /** What stands in the house that was changed last. */
  dumpChanged(): Promise<string>;
}

function withFacts(
  change: SealedHouse['auditChanged'],
): Pick<SealedHouse, 'auditChanged' | 'auditChangedFacts'> {
  return {
    auditChanged: change,
    auditChangedFacts: (act, audit) => change((shell) => act(factsInTables(shell)), audit),
  };
}

type Fill = (url: string) => Promise<void>;

/** Lets a house be filled and closed, and does something with it; everything is gone afterwards. */
export type Seal = (fill: Fill, work: (sealed: SealedHouse) => Promise<void>) => Promise<void>;

const sealOnFile: Seal = (fill, work) =>
  inFolder(async (folder) => {
    await fill(houseIn(folder));
    const { bytes, dump } = await sealFile(join(folder, 'house.db'));
    await work({
      dump,
      ...withFacts((change, audit) =>
        auditChanged(folder, bytes, async (file) => void (await onFile(file, change)), audit),
      ),
      dumpChanged: () => dumpOfFile(join(folder, 'changed.db')),
    });
  });

const sealOnPostgres: Seal = (fill, work) =>
  inPlace(HOUSE.postgres, async ({ url }) => {
    await fill(url);
    const schema = new URL(url).searchParams.get('schema') ?? '';
    const serverUrl = await postgresUrl();
    const shell = <T>(act: (rows: RowShell) => Promise<T>): Promise<T> => onSchema(serverUrl, schema, act);
    const copy = `${schema}_sealed`;
    const tables = await shell((rows) => rows.tables());
    const copies = tables.map((table) => `CREATE TABLE "${copy}"."${table}" AS TABLE "${schema}"."${table}"`);
    await query(serverUrl, [`CREATE SCHEMA "${copy}"`, ...copies].join(';'));
    const back = tables.map(
      (table) =>
        `DELETE FROM "${schema}"."${table}"; INSERT INTO "${schema}"."${table}" TABLE "${copy}"."${table}"`,
    );
    try {
      await work({
        dump: await dumpOf(await openStore(url)),
        ...withFacts(async (change, audit = 'verify') => {
          await query(serverUrl, back.join(';'));
          await shell(change);
          return auditAt(url, audit);
        }),
        dumpChanged: async () => dumpOf(await openStore(url)),
      });
    } finally {
      await query(serverUrl, `SET client_min_messages = error; DROP SCHEMA "${copy}" CASCADE`);
    }
  });

/** Where rows can be changed by SQL, and how often it is worth it: a server takes longer. */
export const SEALS: readonly { readonly name: string; readonly seal: Seal; readonly times: number }[] = [
  { name: 'sqlite', seal: sealOnFile, times: 20 },
  { name: 'postgres', seal: sealOnPostgres, times: 6 },
];

/** Fills a house of several books with commands of every kind, one of them with checkpoints, and closes it. */
export async function fillRandomly(url: string, seed: number): Promise<void> {
  const house = await fillHouse(seed, 40, { open: (options) => open(url, options), isKept: true });
  await house.book('long').submit([...longHistory(seed, 600)]);
  await house.close();
}
