import { INPUTS } from '../support/house/api-calls.ts';
import { COMMANDS } from '../support/house/api-commands.ts';

/** The commands of methods, as `submit` takes them. */
const KIND_OF_METHOD: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(COMMANDS).map((method) => [
    method,
    method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  ]),
);

const EACH_COMMAND = Object.entries(COMMANDS).map(([method, [input, rest]]) => ({
  kind: KIND_OF_METHOD[method],
  ...(typeof input === 'number' ? { before: input, ...(rest as object) } : (input as object)),
}));
// As many times, in the place of up to a moment.
const COUNTED = EACH_COMMAND.filter(({ kind }) => kind === 'schedule').map((one) => ({
  ...one,
  until: undefined,
  count: 3,
}));
const IN_A_GROUP = [...EACH_COMMAND, ...COUNTED, { kind: 'atomic', commands: EACH_COMMAND }].map(withoutId);
const ALL_COMMANDS = [...EACH_COMMAND, ...COUNTED, { kind: 'atomic', id: 'g', commands: IN_A_GROUP }];

function withoutId(command: object): object {
  const { id: _, ...rest } = command as { id?: string };
  return rest;
}

const DEFINITION = {
  counter: 'd',
  granularities: ['minute'],
  horizon: 60_000,
  skew: 5,
  dedup: { mode: 'approximate', capacity: 1_000, errorRate: 0.01 },
  slots: 1,
};
const COUNTERS = { ...INPUTS.counters, define: [DEFINITION] };
const clock = (): number => 20;
const PAYMENTS = [[1, 1, 5, 1]];
const PAYMENT = { paymentId: 'q', userId: 'a', amount: 5n, timestamp: 1 };
const REFUND = { refundId: 'r', userId: 'a', amount: 1n, timestamp: 2, paymentId: 'p', rules: ['ID_ASC'] };
const COPY_OPTIONS = { overwrite: true, verify: true, onProgress: () => undefined, signal: undefined, clock };

const REFUSAL = { ok: false, reason: 'account_unknown', message: 'there is none', remedy: 'open it' };

const COMMANDS_OF_A_BOOK = Object.fromEntries(
  Object.entries(COMMANDS).map(([method, given]) => [method, [...given, { retryRefused: true }]]),
);

/** What each function, constructor and method is rightly given, with a value at each place that a value may be at. */
export const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  main: {
    open: [
      'memory:',
      {
        clock,
        newId: () => crypto.randomUUID(),
        create: true,
        onBackgroundError: () => undefined,
        cacheRowsMax: 5,
        queueWeightMax: 5,
        announceExpiries: false,
        observe: {
          counter: () => undefined,
          gauge: () => undefined,
          histogram: () => undefined,
          span: () => undefined,
        },
      },
    ],
    backup: ['sqlite:house.db', 'copy.db', COPY_OPTIONS],
    restore: ['kept.db', 'sqlite:restored.db', COPY_OPTIONS],
    orThrow: [{ ...REFUSAL, ok: true }],
  },
  money: {
    parseMoney: ['5.00', 'GBP/2'],
    formatMoney: [5n, 'GBP/2', { locale: ['en-GB'] }],
    toJson: [{ amount: 5n }, { asset: 'GBP/2' }],
    fromJson: [{ amountMinor: '5' }],
  },
  memory: {
    compareClocks: [{ p: 1 }, { p: 2 }],
    estimateCosts: [
      [
        [1, 1],
        [3, 1],
      ],
    ],
    buildStorageIndexes: [PAYMENTS, [[1, 1]]],
    simulateLedger: [
      [
        [1, 1, 1, 5, 1],
        [3, 1],
      ],
    ],
    allocateRefund: [PAYMENTS, [1, 1, 2], ['ID_ASC']],
    applyPartialRefunds: [[[1, 5]], [[1, 1]]],
    processRecords: [[[1, 1, 1, 5, 1]], ['ID_ASC']],
  },
  counters: { openCounters: [{ clock }] },
  House: {
    ...INPUTS.house,
    atomic: [
      ALL_COMMANDS.map((one) => ({ book: 'main', ...withoutId(one) })),
      { id: 'g', retryRefused: true },
    ],
    transfer: [...(INPUTS.house.transfer ?? []), { retryRefused: true }],
    book: ['main'],
  },
  OpenBook: {
    ...INPUTS.book,
    ...COMMANDS_OF_A_BOOK,
    atomic: [ALL_COMMANDS.map(withoutId), { ...(INPUTS.book.atomic?.[1] as object), id: 'atomic' }],
    submit: [ALL_COMMANDS, { retryRefused: true }],
    dryRun: [ALL_COMMANDS, { retryRefused: true }],
  },
  Transaction: INPUTS.tx,
  HouseCounters: { ...COUNTERS, close: [] },
  JournalFeed: { ...INPUTS.feed, restart: [{ define: [DEFINITION], signal: undefined }] },
  Counters: { ...COUNTERS, close: [] },
  Bank: {
    new: [{ transferTtl: 5 }],
    createAccount: [4, 'c'],
    deposit: [4, 'a', 1n],
    withdraw: [4, 'a', 1n],
    transfer: [4, 'a', 'b', 1n],
    acceptTransfer: [4, 'b', 'transfer1'],
    mergeAccounts: [4, 'a', 'b'],
    getBalance: [4, 'a', 4],
    pendingTotals: [4, 'a', 4],
    historicalTotals: [4, 'a', 4],
  },
  PaymentBank: {
    new: [{ cashbackDelay: 5 }],
    createAccount: [4, 'c'],
    deposit: [4, 'a', 1n],
    transfer: [4, 'a', 'b', 1n],
    pay: [4, 'a', 1n],
    schedulePayment: [4, 'a', 1n, 3],
    cancelPayment: [4, 'a', 'payment2'],
    getPaymentStatus: [4, 'a', 'payment1'],
    topSpenders: [4, 2],
    mergeAccounts: [4, 'a', 'b'],
    getBalance: [4, 'a', 4],
  },
  Ledger: {
    new: [],
    deposit: ['a', 1n],
    withdraw: ['a', 1n],
    placeHold: ['a', 1n, 'i', 5, 5],
    releaseHold: ['a', 'h'],
    captureHold: ['a', 'h'],
    postedBalance: ['a', 5],
    availableBalance: ['a', 5],
    begin: [],
    commit: [],
    rollback: [],
  },
  CreditBalance: {
    new: [],
    add: ['a', 'd', 1n, { p: 3 }],
    use: ['a', 1n, { p: 1 }, { requestId: 'r' }],
    balance: ['a', { p: 1 }],
  },
  RefundLedger: {
    new: [{ rules: ['ID_ASC'] }],
    addPayment: [PAYMENT],
    addRefund: [REFUND],
    getUserBalance: ['a'],
    remaining: ['p'],
  },
  TallystickError: { new: ['bad_id', 'id', 5, 'an id'] },
  RefusedError: { new: [REFUSAL] },
  Bug: { new: ['what is wrong'] },
  StoreError: { new: ['store_failed', 'it failed', new Error('why'), { isRetryable: true }] },
};

/** One command of each kind that can be scheduled, with what it may have. */
const SCHEDULED = [
  ...['transfer', 'post', 'distribute', 'hold', 'offer', 'pay', 'refund', 'grant', 'spend', 'expireCredits'],
].map((method) => {
  const [input] = COMMANDS[method as keyof typeof COMMANDS];
  const { id: _, effectiveAt, force, reference, metadata, private: secret, ...own } = input as Fields;
  return { kind: KIND_OF_METHOD[method], ...own };
});

type Fields = Readonly<Record<string, unknown>>;

/** The same, with a command to be scheduled that has a value at a place inside of it. */
export function withScheduled(given: readonly unknown[], path: string): unknown[] {
  const [before, member, list] = /^(.*?\.command)\.(\w+)(\[\])?/.exec(path)?.slice(1) ?? [];
  if (before === undefined || member === undefined) return [...given];
  const command = SCHEDULED.find(
    (one) =>
      Object.hasOwn(one, member) && (list === undefined || typeof Reflect.get(one, member) === 'object'),
  );
  if (command === undefined) throw new Error(`nobody gives a value for ${path}`);
  return withValueAt(given, before, () => command);
}

/** The same, with a schedule that has a value at a place of how it is repeated: it has one of several. */
export function withRepeat(given: readonly unknown[], path: string): unknown[] {
  const unit = /^\(0\)\.every\.(\w+)$/.exec(path)?.[1];
  if (unit !== undefined)
    return withValueAt(given, '(0).every', () => (unit === 'day' ? { months: 1, day: -1 } : { [unit]: 1 }));
  const isRepeat = typeof given[0] === 'object' && given[0] !== null && 'every' in given[0];
  if (path !== '(0).count' || !isRepeat) return [...given];
  return withValueAt(
    withValueAt(given, '(0).until', () => undefined),
    path,
    () => 3,
  );
}

/** The arguments with another value at one place. Throws where the table gives no value for that place. */
export function withValueAt(given: readonly unknown[], path: string, make: () => unknown): unknown[] {
  const steps = [...path.matchAll(/\((\d)\)|\[(\d*)\]|\.(\w+)/g)].map(([, argument, index, member]) =>
    index === '' ? 'any' : (argument ?? index ?? member ?? ''),
  );
  return replace(given, steps, path, make) as unknown[]; // What it was, but for that place.
}

function replace(at: unknown, steps: readonly string[], path: string, make: () => unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return make();
  if (Array.isArray(at)) {
    const index = step === 'any' ? indexFor(at, rest, path) : Number(step);
    // An argument that is not given yet comes behind those that are.
    const copy = [...at];
    copy[index] = replace(at[index], rest, path, make);
    return copy;
  }
  if (typeof at !== 'object' || at === null) throw new Error(`nobody gives a value on the way to ${path}`);
  const members = at as Readonly<Record<string, unknown>>; // An object it is.
  return { ...members, [step]: replace(members[step], rest, path, make) };
}

/** The first of a list that has the member; of things of one kind, the first. */
function indexFor(list: readonly unknown[], [member, inside]: readonly string[], path: string): number {
  const isMixed = list.some((one) => typeof one === 'object' && one !== null && 'kind' in one);
  if (!isMixed || member === undefined) {
    if (list.length === 0) throw new Error(`nobody gives a value on the way to ${path}`);
    return 0;
  }
  // The deepest place of a group is in the group.
  const index = list.findIndex((one) => {
    if (typeof one !== 'object' || one === null || !Object.hasOwn(one, member)) return false;
    return inside === undefined || typeof Reflect.get(one, member) === 'object';
  });
  const optional = ['id', 'effectiveAt'].includes(member) ? 0 : -1;
  const found = index < 0 ? optional : index;
  if (found < 0) throw new Error(`nobody gives a value for ${path}`);
  return found;
}
