import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { makeSchema, type PostgresSchema, postgresUrl, query } from '../support/postgres/postgres-place.ts';
import { takeApart } from './describe-command.ts';
import type { CliRun } from './run-in-process.ts';
import { CliFolder } from './run-tallystick.ts';

const RUNBOOK = readFileSync(join(PROJECT_ROOT, 'docs/guide/scale-out.md'), 'utf8');

/** The lines that begin with `$ tallystick` in the shell sessions of the runbook, without it, and without quotes. */
function linesOfShell(): string[] {
  const blocks = [...RUNBOOK.matchAll(/^```console\n(.*?)\n```$/gms)].map(([, text = '']) => text);
  const lines = blocks.flatMap((text) => [...text.matchAll(/^\$ tallystick (.+)$/gm)]);
  return lines.map(([, line = '']) => line.replaceAll(/['"]/g, ''));
}

/** The first block of SQL behind a heading. */
function sqlBehind(heading: string): string {
  const [, section = ''] = RUNBOOK.split(`\n${heading}\n`);
  return /^```sql\n(.*?)\n```$/ms.exec(section)?.[1] ?? '';
}

describe('the runbook', () => {
  test('gives command lines that the program takes', () => {
    const lines = linesOfShell();
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) expect(takeApart(line), line).toBe(line.split(' ')[0]);
    expect(lines.filter((line) => line.includes('--distribute citus'))).toHaveLength(1);
  });

  test('watches what there is to watch', async () => {
    const watched = await query(
      await postgresUrl(),
      sqlBehind('### Watch').replace("'ledger'", 'current_database()'),
    );
    // Whoever asks is at work.
    expect(watched).toContainEqual(expect.objectContaining({ state: 'active' }));
  });
});

describe('the rights that the runbook grants', () => {
  const folder = new CliFolder();
  let schema: PostgresSchema;
  /** The url of the same house for the user that the runbook calls teller. */
  let tellerUrl: string;

  beforeAll(async () => {
    schema = await makeSchema();
    expect(await folder.run(['migrate', schema.url])).toMatchObject({ code: 0 });
    const grants = sqlBehind('### Users and rights')
      .replaceAll('SCHEMA tallystick', `SCHEMA "${schema.name}"`)
      .replaceAll('TO teller', `TO "${schema.name}"`);
    expect(grants.match(/GRANT/g)).toHaveLength(2);
    await query(schema.serverUrl, `CREATE ROLE "${schema.name}" LOGIN PASSWORD 'secret'; ${grants}`);
    const url = new URL(schema.url);
    url.username = schema.name;
    url.password = 'secret';
    tellerUrl = url.href;
  });

  afterAll(async () => {
    await query(schema.serverUrl, `DROP OWNED BY "${schema.name}"; DROP ROLE "${schema.name}"`);
    await schema.drop();
    folder.remove();
  });

  const asTeller = (line: string): Promise<CliRun> =>
    folder.run(line.split(' '), { env: { TALLYSTICK_HOUSE: tellerUrl } });

  test('are enough for everything but changing the tables', async () => {
    for (const line of [
      'migrate',
      'open-account --account a --asset GBP/2',
      'open-account --account b --asset GBP/2 --book other',
      'transfer --from world --to a --amount 5.00',
      'transfer --from a --to b --to-book other --amount 2.00',
      'hold --hold h --account a --amount 1 --expires-at never',
      'events',
      'verify --decide-again',
      'reconcile',
    ]) {
      expect(await asTeller(line), line).toMatchObject({ code: 0 });
    }
  });

  test('do not reach further: a house that is not there is not made, and the error says what lacks', async () => {
    const elsewhere = new URL(tellerUrl);
    elsewhere.searchParams.set('schema', `${schema.name}_2`);
    const env = { TALLYSTICK_HOUSE: elsewhere.href };
    const makes = await folder.run('open-account --account a --asset GBP/2'.split(' '), { env });
    expect([makes.code, makes.stderr]).toEqual([
      3,
      expect.stringMatching(/\(42501\).*the user lacks a right/),
    ]);
    // Who only reads does not even try.
    const reads = await folder.run(['books'], { env });
    expect([reads.code, reads.stderr]).toEqual([3, expect.stringMatching(/there is no house in the schema/)]);
    const dropped = query(tellerUrl, `DROP TABLE "${schema.name}".journal`);
    await expect(dropped).rejects.toMatchObject({ code: '42501' });
  });
});
