import { declaredType } from './column-values.ts';
import { ROOMY, type Table } from './table.ts';

const TEXT = declaredType('text');
const INTEGER = declaredType('integer');
const AMOUNT = declaredType('amount');

/** Buckets of the present change with every batch, those of the past never again. */
const SOME_ROOM = 80;

const EVENT_COLUMNS = [
  `"counter" ${TEXT} NOT NULL`,
  `"source" ${TEXT} NOT NULL`,
  `"eventId" ${TEXT} NOT NULL`,
  `"at" ${INTEGER} NOT NULL`,
  `"value" ${INTEGER} NOT NULL`,
];
const EVENT_KEY = ['counter', 'source', 'eventId'];
/** What has the same moment is few, and is sorted when it is read: the key need not stand in the index once more. */
const BY_AT = { name: 'at', columns: [`(${plain('counter')})`, '"at"'] };

/**
 * What stands for a column of text in an index beside that of the key, and in what is to be looked up there. It is no plain
 * column: as long as nothing is known of a table, PostgreSQL may else take such an index for what has a key.
 */
export function plain(column: string): string {
  return `"${column}" || ''`;
}

/** The same of integers. */
export function plainInteger(column: string): string {
  return `"${column}" + 0`;
}

function integers(...names: readonly string[]): string[] {
  return names.map((name) => `"${name}" ${INTEGER} NOT NULL`);
}

/** The tables of counters. They stand beside those of the house, and none of either refers to the other. */
export const COUNTER_TABLES: readonly Table[] = [
  {
    name: 'counters',
    columns: [
      `"counter" ${TEXT} NOT NULL`,
      `"granularities" ${TEXT} NOT NULL`,
      `"horizon" ${INTEGER}`,
      `"dedup" ${TEXT} NOT NULL`,
      ...integers('skew', 'slots', 'generation'),
      '"isRebuilding" boolean NOT NULL',
      `"rebuildFrom" ${INTEGER}`,
      `"rebuildTo" ${INTEGER}`,
    ],
    key: ['counter'],
  },
  { name: 'countergates', columns: integers('gate'), key: ['gate'] },
  {
    name: 'counterlog',
    columns: [...EVENT_COLUMNS, ...integers('generation')],
    key: EVENT_KEY,
    indexes: [BY_AT],
  },
  {
    name: 'counterbuckets',
    columns: [
      `"counter" ${TEXT} NOT NULL`,
      ...integers('size', 'start', 'generation', 'slot'),
      `"sum" ${AMOUNT} NOT NULL`,
    ],
    key: ['counter', 'size', 'start', 'generation', 'slot'],
    indexes: [
      {
        name: 'start',
        columns: ['size', 'start'].map((name) => `(${plainInteger(name)})`),
      },
    ],
    fillFactor: SOME_ROOM,
  },
  {
    name: 'countertallies',
    columns: [
      `"counter" ${TEXT} NOT NULL`,
      ...integers('slot', 'counted', 'duplicates', 'conflicts', 'tooLate', 'tooEarly'),
      `"firstAt" ${INTEGER}`,
      `"lastAt" ${INTEGER}`,
      ...integers('ingestedAt'),
    ],
    key: ['counter', 'slot'],
    fillFactor: ROOMY,
  },
  {
    name: 'counterquarantine',
    columns: [...EVENT_COLUMNS, ...integers('receivedAt')],
    key: EVENT_KEY,
    indexes: [BY_AT],
  },
  { name: 'counterfeeds', columns: [`"feed" ${TEXT} NOT NULL`, ...integers('seq')], key: ['feed'] },
];
