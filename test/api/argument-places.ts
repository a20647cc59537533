import { KINDS, type KindName } from './argument-kinds.ts';
import { MEMORY_PLACES, POSITIONS } from './argument-positions.ts';
import type { ApiDoor } from './reflect-api.ts';

/** What members are called, and what they are wherever they are called so. */
const BY_MEMBER: Readonly<Record<string, KindName>> = {
  account: 'id',
  active: 'flag',
  actor: 'id',
  admitLate: 'flag',
  after: 'cursor',
  alive: 'flag',
  amount: 'positive amount',
  announceExpiries: 'flag',
  asIs: 'flag',
  asset: 'asset',
  at: 'moment',
  atMost: 'flag',
  before: 'moment',
  book: 'id',
  cacheRowsMax: 'count or no limit',
  capacity: 'positive count',
  ceiling: 'amount or no limit',
  command: 'id',
  commands: 'list',
  clock: 'clock',
  count: 'function',
  counter: 'id',
  counterparty: 'id',
  credit: 'id',
  create: 'flag',
  cursor: 'cursor',
  decideAgain: 'flag',
  dedup: 'word',
  effectiveAt: 'moment',
  entries: 'list of some',
  ended: 'flag',
  errorRate: 'ratio',
  eventId: 'id',
  exact: 'flag',
  expiresAt: 'moment or never',
  expiresBefore: 'moment',
  expiry: 'clock or never',
  feed: 'id',
  fileHash: 'id',
  ...{ final: 'flag', force: 'flag', over: 'flag' },
  group: 'id',
  proRata: 'flag',
  rank: 'count',
  priority: 'count',
  startsAt: 'moment',
  firstAt: 'moment or never',
  floor: 'amount or no limit',
  from: 'id',
  frozen: 'word or none',
  hold: 'id',
  horizon: 'duration or never',
  id: 'id',
  into: 'id',
  grantedTo: 'id',
  grantedToLife: 'positive count',
  kind: 'word',
  knownAt: 'moment',
  lastAt: 'moment or never',
  limit: 'positive count',
  mappingHash: 'id',
  metadata: 'metadata',
  mode: 'word',
  newId: 'function',
  of: 'count',
  observe: 'observer',
  offer: 'id',
  perMs: 'positive count',
  direction: 'word',
  onBackgroundError: 'function',
  onProgress: 'function',
  openedAt: 'moment',
  order: 'word',
  overwrite: 'flag',
  payment: 'id',
  paymentId: 'id',
  pending: 'flag',
  pool: 'pool',
  prefix: 'id or empty',
  private: 'metadata',
  queueWeightMax: 'count or no limit',
  randomBytes: 'function',
  recordedFrom: 'moment',
  recordedTo: 'moment',
  reference: 'id',
  refund: 'id',
  refundId: 'id',
  requestId: 'id',
  rest: 'flag',
  retryRefused: 'flag',
  rows: 'count',
  executeAt: 'moment',
  until: 'moment',
  zone: 'word',
  skipDates: 'list',
  roll: 'word',
  missed: 'word',
  missedAfterMs: 'duration',
  schedule: 'id',
  rules: 'rules',
  share: 'count',
  signal: 'signal',
  skew: 'duration',
  slots: 'positive count',
  source: 'id',
  status: 'word',
  through: 'id',
  timestamp: 'timestamp',
  to: 'id',
  tree: 'flag',
  transaction: 'id',
  cashbackDelay: 'duration',
  transferTtl: 'duration',
  userId: 'id',
  value: 'amount',
  verify: 'flag',
  window: 'positive count',
};

const COUNTING: Readonly<Record<string, KindName>> = {
  from: 'moment',
  to: 'moment',
  after: 'id',
  source: 'id or empty',
};

/** What is something else in its place: by owner, or owner and name, and the place or the member. */
const BY_PLACE: Readonly<Record<string, KindName>> = {
  ...ofOwner('Counters', COUNTING),
  ...ofOwner('HouseCounters', COUNTING),
  ...ofOwner('JournalFeed', COUNTING),
  'OpenBook.distribute(0).from': 'list of some',
  'OpenBook.distribute(0).to': 'list of some',
  'OpenBook.erase(0).commands': 'flag',
  'OpenBook.privateData(0).commands': 'flag',
  'OpenBook.schedule(0).command': 'input',
  'Transaction.schedule(0).command': 'input',
  'main.backup clock': 'function',
  'main.backup(0)': 'url',
  'main.backup(1)': 'path',
  'main.open clock': 'function',
  'main.open(0)': 'url',
  'main.open(1).observe.counter': 'function',
  'main.open(1).observe.gauge': 'function',
  'main.open(1).observe.histogram': 'function',
  'main.open(1).observe.span': 'function',
  'money.formatMoney(0)': 'amount',
  'money.formatMoney(1)': 'asset',
  'money.formatMoney(2).locale': 'locale',
  'money.formatMoney(2).locale[]': 'locale',
  'money.fromJson(0)': 'data',
  'money.parseMoney(0)': 'decimal',
  'money.parseMoney(1)': 'asset',
  'money.toJson(0)': 'data',
  'main.restore clock': 'function',
  'main.restore(0)': 'path',
  'main.restore(1)': 'url',
  'counters.openCounters clock': 'function',
  ...MEMORY_PLACES,
  ...anyOf('TallystickError.new', 4),
  ...anyOf('StoreError.new', 4),
  'Bug.new(0)': 'anything',
  'RefusedError.new(0)': 'refusal',
  'main.orThrow(0)': 'answer',
  'StoreError.new(3).isRetryable': 'anything',
  'House.atomic(0)': 'list of some',
  'House.backup(0)': 'path',
  'House.book(0)': 'id',
  'OpenBook.announceExpiries(0)': 'moment',
  'OpenBook.runDue(0)': 'moment',
  'OpenBook.balance(0)': 'id',
  'OpenBook.balances(0)[]': 'id',
  'OpenBook.account(0)': 'id',
  'OpenBook.command(0)': 'id',
  'OpenBook.events after': 'count',
  'OpenBook.feed into': 'counters',
  'OpenBook.follow after': 'count',
  'OpenBook.lockBefore(0)': 'moment',
  'OpenBook.pay amount': 'amount from 0',
  'OpenBook.post(0).entries': 'list of some',
  'OpenBook.recordedIds(0)[]': 'id',
  'OpenBook.refund amount': 'amount from 0',
  'OpenBook.refund(0).payments': 'list of some',
  'OpenBook.refundable(0)': 'id',
  'OpenBook.spendable(0)': 'id',
  'OpenBook.statement from': 'moment',
  'OpenBook.statement to': 'moment',
  'OpenBook.startPurses(0)': 'fields',
  'OpenBook.statement(0)': 'id',
  'OpenBook.transaction(0)': 'function',
  'OpenBook.transactions from': 'moment',
  'OpenBook.transactions kind': 'kind of command',
  'OpenBook.transactions to': 'moment',
  'Transaction.distribute(0).from': 'list of some',
  'Transaction.distribute(0).to': 'list of some',
  'Transaction.lockBefore(0)': 'moment',
  'Transaction.startPurses(0)': 'fields',
  'Transaction.balance(0)': 'id',
  'Transaction.balances(0)[]': 'id',
  'Transaction.pay amount': 'amount from 0',
  'Transaction.post(0).entries': 'list of some',
  'Transaction.refund amount': 'amount from 0',
  'Transaction.refund(0).payments': 'list of some',
  'Transaction.transaction(0)': 'function',
};

function ofOwner(owner: string, kinds: Readonly<Record<string, KindName>>): Record<string, KindName> {
  return Object.fromEntries(Object.entries(kinds).map(([member, kind]) => [`${owner} ${member}`, kind]));
}

function anyOf(door: string, count: number): Record<string, KindName> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${door}(${i})`, 'anything']));
}

/** Whether a value may be taken at a place of the arguments. Throws where nobody says what belongs there. */
export function mayBeTaken(door: ApiDoor, path: string, value: unknown): boolean {
  const { isOptional } = placeOf(door, path);
  const kind = kindAt(door, path);
  if (value === undefined && kind !== 'anything') return isOptional;
  try {
    return KINDS[kind](value);
  } catch {
    return false; // What cannot even be asked what it is.
  }
}

function placeOf(door: ApiDoor, path: string): { readonly isOptional: boolean } {
  const place = door.paths.find((one) => one.path === path);
  if (place === undefined) throw new Error(`${door.owner}.${door.name} has no ${path}`);
  return place;
}

function kindAt(door: ApiDoor, path: string): KindName {
  const { owner, name, paths } = door;
  // All of a list is asked for as a page of it is.
  const key = `${owner}.${name.replace(/\.all$/, '')}`;
  const member = /\.(\w+)$/.exec(path)?.[1];
  const said = BY_PLACE[`${key}${path}`] ?? BY_PLACE[`${key} ${member}`];
  if (said !== undefined) return said;
  if (path.endsWith('entries[].amount')) return 'amount but 0';
  if (path.endsWith('expect')) return 'list';
  if (path.endsWith('expect[]') || path.endsWith('expect[].available')) return 'input';
  if (/expect\[\]\.available\.(min|max)$/.test(path)) return 'amount';
  if (path.endsWith('limits[].count') || path.endsWith('expect[].lastSeq')) return 'count';
  if (path.endsWith('limits[].name') || path.endsWith('.payments[]')) return 'id';
  if (path.endsWith('limits')) return 'list';
  if (/\.(every|retry)$/.test(path)) return 'input';
  if (path.endsWith('.every.day')) return 'last day';
  if (/\.(every|retry)\.\w+$/.test(path)) return 'positive count';
  if (path.endsWith('skipDates[]')) return 'word';
  if (/(schedule\(0\)|commands\[\]|\(0\)\[\]|dryRun\(0\))\.count$/.test(key + path)) return 'positive count';
  if (path.endsWith('limits[]')) return 'input';
  if (/(limits|to)\[\]\.amount$|from\[\]\.atMost$/.test(path)) return 'amount from 0';
  // Of commands of all kinds the first that has it is looked at, and that is a transfer.
  if (/(\]|\.command)\.(from|to)$/.test(path)) return 'id';
  const inside = paths.filter((one) => one.path.startsWith(path) && one.path !== path);
  const members = inside.filter((one) => /^\.\w+$/.test(one.path.slice(path.length)));
  if (member === 'dedup') return 'word';
  if (members.length > 0) return members.every(({ isOptional }) => isOptional) ? 'options' : 'input';
  if (member === 'rules') return 'rules';
  if (member === 'granularities') return 'sizes';
  if (path.endsWith('rules[]')) return 'rule';
  if (inside.some((one) => one.path === `${path}[0]`)) return 'record';
  if (inside.some((one) => one.path === `${path}[]`)) return 'list';
  const byOwner = BY_PLACE[`${owner} ${member}`];
  if (byOwner !== undefined) return byOwner;
  if (member !== undefined && BY_MEMBER[member] !== undefined) return BY_MEMBER[member];
  if (path.endsWith('granularities[]')) return 'positive count';
  // The deepest places are told without what is inside of them.
  if (path.endsWith('commands[]') || /(entries|from|to)\[\]$/.test(path)) return 'input';
  const position = POSITIONS[key]?.[Number(/^\((\d)\)$/.exec(path)?.[1])];
  if (position !== undefined) return position;
  throw new Error(`nobody says what ${key} takes at ${path}`);
}
