import { expect, test } from 'vitest';
import { recordText } from '../../src/cli/export/write-records.ts';
import { FORMAT_LINE } from '../../src/cli/import/file-format.ts';
import { COMMANDS } from '../../src/commands/command-table.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { withHouse } from './house-with.ts';
import { commandsIn, importText } from './import-text.ts';

type Row = Readonly<Record<string, string>>;

/** A row of each kind, with a value in every column that it may have but for an id, and the id that is made of it. */
const ROWS: readonly (readonly [id: string, row: Row])[] = [
  [
    'NhrEn21dKWY-stPgiE8TjdQ4Pvnfr3KX79PcLHXNhtQ',
    {
      kind: 'open_account',
      account: 'a',
      asset: 'GBP/2',
      floor: 'null',
      ceilingMinor: '900',
      reference: 'r',
    },
  ],
  [
    'zg-kQozkshGwArjtL_nCnJfY1sxKL504Hqe9m56PenM',
    {
      kind: 'update_account',
      account: 'a',
      floorMinor: '-5',
      ceiling: 'null',
      limits: '[{"name":"daily","direction":"out","perMs":9,"amountMinor":"5"}]',
      frozen: 'null',
      openedAt: '3',
      asIs: 'true',
    },
  ],
  ['08pfzg_czocXfvSfaRQAJ_oJP_TAMZRzFHm5v6u4yuk', { kind: 'merge', into: 'b', from: 'a' }],
  ['0-bAW1piEt9_cVXpAB5yBq0ogOJM0SOdMB_7IYd2IhU', { kind: 'close_account', account: 'a' }],
  [
    'C4erMLFb-isS6sZ8heExlTwa80ywA4HSe6jLYBGvpr0',
    { kind: 'transfer', from: 'world', to: 'a', amount: '1.00', asset: 'GBP/2', metadata: '{"n":"1"}' },
  ],
  [
    '_CAerQ6TQ7I_xgEz2bVbTPFX5Q8ktj2M0b19DsA1oGU',
    { kind: 'transfer', from: 'world', to: 'a', amountMinor: '100', asset: 'GBP/2', private: '{"n":"1"}' },
  ],
  [
    '7Om5-i-mWng6OmnjFHa_LE2n2AeksPEhfhJsmNhVmrA',
    { kind: 'post', entries: '[{"account":"a","amountMinor":"1"},{"account":"b","amountMinor":"-1"}]' },
  ],
  [
    'XbeVHIRWLNVEou9gLRP167bqKNx_E6_mIg_sPwWmJaI',
    {
      kind: 'distribute',
      from: '[{"account":"a","atMostMinor":"5"}]',
      to: '[{"account":"b","share":1},{"account":"c","rest":true}]',
      amountMinor: '5',
      of: '7',
    },
  ],
  [
    'RRrYsnXJ7VSyYBu412wjCoplTWxsOqYDQMI2v8vatXo',
    { kind: 'hold', hold: 'h', account: 'a', amountMinor: '5', expiresAt: 'null', to: 'b' },
  ],
  [
    'JXz54ctjsxJBXE5-5BR9Clv3wySL-GRx4oHSn2eXj3Q',
    { kind: 'capture', hold: 'h', amountMinor: '5', final: 'true', to: 'c' },
  ],
  [
    'DC3mR2ZXN1CCwbW5vdxav6vpUaSOEK-bNTgc6IsY1tk',
    { kind: 'adjust_hold', hold: 'h', amountMinor: '5', expiresAt: '2030-01-01' },
  ],
  ['FCkZcjQZ500962uFb4fi22_lfUngcy8CjxRGX1HU0es', { kind: 'release', hold: 'h' }],
  [
    'hBkklUHSkDwBYsThUgCcHZaqcJ9z0PnlpRjPsoXOPvM',
    { kind: 'offer', offer: 'o', from: 'a', to: 'b', amountMinor: '5', expiresAt: '2030-01-01' },
  ],
  ['Esm75dOGfibXUu-bqwV7FXDs37ExwtSv9-GhPhabRMU', { kind: 'accept', offer: 'o', account: 'b' }],
  ['LO9kP6Sio6ke6s70x7-DbyKDjUhA84M3OfW63tJHOe4', { kind: 'cancel', offer: 'o', account: 'a' }],
  ['7OIB5Q2LT85SLjf9_UxCAEk4VkbedolgTRJ6ogZWWBM', { kind: 'decline', offer: 'o', account: 'b' }],
  [
    's9NSjzV8cqThHPry4WYjXC2V9Bdkp-GXsAw3qeCyQO8',
    { kind: 'pay', payment: 'p', account: 'a', amountMinor: '5', from: 'b' },
  ],
  [
    'fS31wyaoOkukvJawXf5F9H8pJfcr56FeJk1K7L4vxnE',
    {
      kind: 'refund',
      refund: 'f',
      account: 'a',
      amountMinor: '5',
      payment: 'p',
      rules: '["ID_ASC"]',
      to: 'b',
    },
  ],
  [
    'mIdXaPRxWxkEK88YBDyksWl1lBXt-0uDMZfXbXYqeZM',
    { kind: 'pay', payment: 'p', account: 'a', amountMinor: '5', group: 'g', rank: '2' },
  ],
  [
    'AqbEh19GfybLtbPBgslRY_oqkree5NeFSCQzZFuvdw8',
    { kind: 'refund', refund: 'f', account: 'a', amountMinor: '5', group: 'g', proRata: 'true' },
  ],
  [
    'Ro5zCsIw6ig3PNcnKsG5lpnhkplvCw3EonF88QEUOCg',
    { kind: 'refund', refund: 'f', account: 'a', amountMinor: '5', payments: '["p","q"]' },
  ],
  [
    'r90GUYv5c53IHyBGaHAe3Xs_RUgS426dSLZ80uFw14E',
    { kind: 'grant', credit: 'c', account: 'a', amountMinor: '5', expiry: '{"n":"3"}', from: 'b' },
  ],
  [
    '2dswAC2HbbG079Nw9WGPquFaQS6r5CcSZScSdje35DM',
    { kind: 'spend', account: 'a', amountMinor: '5', clock: '{"n":"1"}', to: 'b' },
  ],
  [
    'yoUQxrWSSHLdeZmO9Fg4S-mhg2_2uwM3i5dPy1DAnHg',
    {
      ...{ kind: 'grant', credit: 'c', account: 'a', amountMinor: '5', startsAt: '2030-01-01' },
      ...{ priority: '7', order: 'priority-expiry/v1' },
    },
  ],
  [
    'Y8R1nPVkaRpdsvv386rTM6cULAG_M7hgXIRJY_njSuU',
    { kind: 'spend', account: 'a', amountMinor: '5', clock: '{"n":"1"}', atMost: 'true' },
  ],
  [
    'zz2hg1AlVIPDjpAl2VKSkfQ9VQyyer-KfWPsecAtlSE',
    { kind: 'expire_credits', account: 'a', clock: '{"n":"4"}', to: 'b' },
  ],
  [
    '48yAQ_bf8237oTFnHV-KIoWtcbUTjAE3mhm2YXigPJ4',
    { kind: 'void_credit', grantedTo: 'a', credit: 'c', grantedToLife: '2' },
  ],
  [
    'fAegTxRAI7q_xPiF6ZCaeGHbDdmy_ssWF6NUAlNo7c0',
    { kind: 'extend_credit', grantedTo: 'a', credit: 'c', expiresAt: '2030-01-01' },
  ],
  [
    'oHqo-7RDzhQ9QIH_zPw6tPsLrmAwKKEyHIXnklBTZOU',
    {
      kind: 'schedule',
      schedule: 's',
      command: '{"kind":"transfer","from":"a","to":"b","amountMinor":"5"}',
      executeAt: '2030-01-01',
    },
  ],
  ['AimMvkxAFFlTNUUMOOEPGQ9_wnsHdjEoDtQFwd19n14', { kind: 'cancel_schedule', schedule: 's', account: 'a' }],
  ['9JabEctGkqAbDDsIc3-LHkBCeucB0iJLAZIvXm3vgfk', { kind: 'reverse', transaction: 't' }],
  ['6bRq9aaaXdgOR-8goiEq4e229XOPVZ1zQ56JdFrDzWU', { kind: 'start_purses' }],
  ['Swp0u2SwdMJB482JHMUaFj0_w5-TabKW663fh8_4_ns', { kind: 'lock_before', before: '1970-01-01' }],
  [
    'pzXXBQUSOLAh4ryPsV2yLY1G2P0Dxddvjt2s1W-K_T8',
    { kind: 'atomic', asset: 'GBP/2', commands: '[{"kind":"release","hold":"h"}]' },
  ],
];

const MOMENT = '1970-01-01T12:00Z';
/** Columns whose cells are JSON. */
const JSON_COLUMNS = [
  'metadata',
  'private',
  'entries',
  'rules',
  'expiry',
  'clock',
  'command',
  'commands',
  'final',
  'asIs',
  'rank',
  'payments',
  'proRata',
  'atMost',
  'limits',
  'of',
  'grantedToLife',
  'priority',
];

function csvOf(columns: readonly string[], rows: readonly Row[]): string {
  const lines = rows.map((row) =>
    columns.map((name) => `"${(row[name] ?? '').replaceAll('"', '""')}"`).join(','),
  );
  return [columns.join(','), ...lines].join('\n');
}

function jsonOf(row: Row): string {
  const members = Object.entries(row).map(([name, text]) => {
    const isList = row.kind === 'distribute' && ['from', 'to'].includes(name);
    return [name, isList || JSON_COLUMNS.includes(name) || text === 'null' ? JSON.parse(text) : text];
  });
  return recordText(Object.fromEntries(members));
}

async function idsIn(book: OpenBook): Promise<string[]> {
  return (await commandsIn(book)).map(({ id }) => id);
}

test('a row of each kind has the id that it has always had, whatever the order of its columns, in CSV and in NDJSON', async () => {
  const kinds = Object.values(COMMANDS).flatMap((entry) => ('cli' in entry ? [entry.kind] : []));
  expect(new Set(ROWS.map(([, { kind }]) => kind))).toEqual(new Set([...kinds, 'atomic']));
  const rows = ROWS.map(([, row]) => (row.kind === 'atomic' ? row : { ...row, effectiveAt: MOMENT }));
  const ids = ROWS.map(([id]) => `import:test:${id}`);
  const columns = [...new Set(rows.flatMap(Object.keys))];
  await withHouse(async (house) => {
    for (const names of [columns, columns.toReversed()]) {
      const book = house.book(`csv-${names[0]}`);
      await importText(book, 'csv', csvOf(names, rows));
      expect(await idsIn(book)).toEqual(ids);
    }
    const book = house.book('json');
    await importText(book, 'ndjson', FORMAT_LINE + rows.map(jsonOf).join('\n'));
    expect(await idsIn(book)).toEqual(ids);
  });
});
