/** A line of words for `tallystick`, and what of its JSON document must be so. */
export type CliLine = readonly [line: string, document: object];

/** Lines that change something, in order, and what of their JSON answer must be so. */
export const WRITES: readonly CliLine[] = [
  [
    'open-account --account alice --asset GBP/2 --id o1 --effective-at 1000',
    { ok: true, id: 'o1', seq: 1, effectiveAt: 1000 },
  ],
  [
    'open-account --account bob --asset GBP/2 --floor -5.00 --ceiling-minor 100000 --metadata a=1 --metadata b=x=y --effective-at 1000',
    { ok: true },
  ],
  ['open-account --account shop --asset GBP/2 --floor none --ceiling none --effective-at 1000', { ok: true }],
  ['open-account --account old --asset GBP/2 --effective-at 1000', { ok: true }],
  ['open-account --account short --asset GBP/2 --effective-at 1000', { ok: true }],
  [
    'transfer --from world --to alice --amount 100.00 --id t1 --effective-at 1970-01-01T00:00:02Z',
    { ok: true, id: 't1', effectiveAt: 2000 },
  ],
  [
    'transfer --from world --to alice --minor 10000 --id t1 --effective-at 2000',
    { ok: true, id: 't1', effectiveAt: 2000 },
  ],
  [
    'transfer --from world --to alice --amount 1 --id t1 --effective-at 2000',
    { ok: false, reason: 'id_conflict' },
  ],
  [
    'transfer --from bob --to alice --amount 5.01 --effective-at 2000',
    {
      ok: false,
      reason: 'insufficient_funds',
      subject: 'bob',
      asset: 'GBP/2',
      available: '5.00',
      availableMinor: '500',
    },
  ],
  ['update-account --account alice --ceiling none --opened-at 500 --effective-at 2100', { ok: true }],
  ['post --entry alice=-12.50 --entry bob=10.00 --entry shop=2.50 --effective-at 2100', { ok: true }],
  ['post --entry world=-1.00:GBP/2 --entry-minor old=100 --effective-at 2100', { ok: true }],
  [
    'distribute --from short --from bob=minor:400 --from shop=all --to alice=minor:7 --to old=share:29 --to world=rest --of 1000 --minor 307 --effective-at 2100 --dry-run',
    {
      ok: true,
      asset: 'GBP/2',
      amountMinor: '307',
      postings: [
        { account: 'bob', amount: '-3.07', amountMinor: '-307' },
        { account: 'alice', amount: '0.07', amountMinor: '7' },
        { account: 'old', amount: '0.08', amountMinor: '8' },
        { account: 'world', amount: '2.92', amountMinor: '292' },
      ],
    },
  ],
  [
    'distribute --from old=0.08 --to alice=0.07 --to bob=rest --amount all --effective-at 2100 --dry-run',
    { ok: true, amount: '0.08' },
  ],
  [
    'hold --hold h1 --account alice --amount 20.00 --expires-at 9000 --to shop --effective-at 2200',
    { ok: true },
  ],
  ['hold --hold h2 --account alice --minor 500 --expires-at never --effective-at 2200', { ok: true }],
  ['capture --hold h1 --amount 12.00 --effective-at 2300', { ok: true, amountMinor: '1200' }],
  ['capture --hold h1 --amount 3.00 --final --to bob --effective-at 2400', { ok: true, amountMinor: '300' }],
  ['adjust-hold --hold h2 --amount 6.00 --effective-at 2300', { ok: true }],
  ['adjust-hold --hold h2 --minor 650 --expires-at never --effective-at 2350', { ok: true }],
  ['release --hold h2 --effective-at 2400', { ok: true, amountMinor: '650' }],
  [
    'offer --offer f1 --from alice --to bob --amount 4.00 --expires-at 9000 --effective-at 2500',
    { ok: true },
  ],
  [
    'offer --offer f2 --from alice --to bob --amount 1.00 --expires-at 9000 --effective-at 2500',
    { ok: true },
  ],
  [
    'offer --offer f3 --from alice --to bob --amount 2.00 --expires-at 9000 --effective-at 2500',
    { ok: true },
  ],
  [
    'offer --offer f4 --from alice --to bob --amount 3.00 --expires-at 3000 --effective-at 2500',
    { ok: true },
  ],
  ['accept --offer f1 --account bob --effective-at 2600', { ok: true }],
  ['cancel --offer f2 --account alice --effective-at 2600', { ok: true }],
  ['decline --offer f3 --account bob --effective-at 2600', { ok: true }],
  ['accept --offer f3 --account bob --effective-at 2700', { ok: false, reason: 'offer_not_pending' }],
  ['merge --from old --into alice --effective-at 2700', { ok: true }],
  ['pay --payment p1 --account shop --amount 30.00 --effective-at 2800', { ok: true }],
  ['pay --payment p1 --account shop --amount 30', { ok: true, replayed: true, effectiveAt: 2800 }],
  ['pay --payment p2 --account shop --amount 12.00 --from alice --effective-at 2900', { ok: true }],
  [
    'refund --refund r1 --account shop --amount 35.00 --effective-at 3000',
    {
      ok: true,
      allocations: [
        { payment: 'p1', amountMinor: '3000' },
        { payment: 'p2', amountMinor: '500' },
      ],
    },
  ],
  [
    'refund --refund r2 --account shop --amount 1.00 --payment p2 --to alice --effective-at 3100',
    { ok: true, allocations: [{ payment: 'p2', amountMinor: '100' }] },
  ],
  [
    'refund --refund r3 --account shop --amount 2.00 --rules LARGEST_REMAINING_FIRST,ID_DESC --effective-at 3100',
    { ok: true, allocations: [{ payment: 'p2', amountMinor: '200' }] },
  ],
  ['pay --payment p7 --account shop --minor 300 --group order-7 --rank 1 --effective-at 3150', { ok: true }],
  [
    'refund --refund r7 --account shop --minor 100 --payments p7 --payments p2 --pro-rata --rules RANK_FIRST --to source --effective-at 3150',
    {
      ok: true,
      allocations: [
        { payment: 'p7', amountMinor: '43', to: 'world' },
        { payment: 'p2', amountMinor: '57', to: 'alice' },
      ],
    },
  ],
  [
    'grant --credit c1 --account bob --amount 5.00 --expiry node-1=3,node-2=5 --order rank-lex-id/v1 --effective-at 3200',
    { ok: true },
  ],
  [
    'grant --credit c2 --account bob --amount 1.00 --expiry never --from shop --starts-at 3200 --effective-at 3200',
    { ok: true },
  ],
  [
    'spend --account bob --amount 2.00 --clock node-1=2 --to shop --id s1 --effective-at 3300',
    { ok: true, allocations: [{ credit: 'c1', grantedTo: 'bob', amountMinor: '200' }] },
  ],
  [
    'spend --account bob --amount 0.50 --clock none --at-most --effective-at 3300',
    { ok: true, allocations: [{ credit: 'c1', grantedTo: 'bob', amountMinor: '50' }] },
  ],
  ['reverse --transaction s1 --effective-at 3400', { ok: true }],
  [
    'expire-credits --account bob --clock node-1=3,node-2=5 --to shop --effective-at 3500',
    { ok: true, allocations: [{ credit: 'c1', grantedTo: 'bob', amountMinor: '450' }] },
  ],
  ['extend-credit --granted-to bob --credit c1 --expiry node-1=9,node-2=9 --effective-at 3500', { ok: true }],
  ['void-credit --granted-to bob --credit c1 --effective-at 3500', { ok: true, allocations: [] }],
  ['close-account --account short --effective-at 3600', { ok: true }],
  ['announce-expiries --until 5000', { announced: 1 }],
  ['run-due --until 5000', { decided: 0 }],
  ['open-account --account eur --asset EUR/2 --book other --effective-at 1000', { ok: true, seq: 1 }],
  ['open-account --account pal --asset GBP/2 --book other --effective-at 1000', { ok: true, seq: 2 }],
  [
    'transfer --from shop --to pal --to-book other --amount 1.50 --id x1 --effective-at 3700',
    {
      ok: true,
      id: 'x1',
      seqs: { other: 3 },
      parts: [{ book: 'main', effectiveAt: 3700 }, { book: 'other' }],
    },
  ],
  [
    'transfer --from shop --to pal --to-book other --minor 150 --id x1 --effective-at 3700',
    { ok: true, id: 'x1', seqs: { other: 3 } },
  ],
  [
    'transfer --from shop --to pal --to-book other --minor 151 --id x1 --effective-at 3700',
    { ok: false, reason: 'id_conflict' },
  ],
  [
    'transfer --from bob --to nobody --to-book other --amount 1 --effective-at 3700',
    { ok: false, reason: 'account_unknown', book: 'other', subject: 'nobody', path: [1] },
  ],
  [
    'transfer --book other --from pal --to shop --to-book main --through bob --amount 1 --effective-at 3700',
    { ok: false, reason: 'account_unknown', book: 'other', subject: 'bob', path: [0] },
  ],
  [
    'schedule --schedule s1 --execute-at 2200-01-01 --effective-at 3700 --command {"kind":"transfer","from":"alice","to":"bob","amountMinor":"500"}',
    { ok: true },
  ],
  [
    'schedule --schedule s2 --execute-at 2200-01-01 --effective-at 3700 --command {"kind":"hold","hold":"later","account":"alice","amount":"1.50","expiresAt":"2200-06-30"}',
    { ok: true },
  ],
  [
    'schedule --schedule s3 --execute-at 2200-01-31 --effective-at 3700 --every last-day-of-1-month --count 3 --zone Europe/London --skip-dates 2200-02-28,2200-04-30 --roll back --missed last --missed-after-ms 5 --retry 3x/1h --command {"kind":"transfer","from":"alice","to":"bob","amount":"5.00"}',
    { ok: true },
  ],
  ['cancel-schedule --schedule s1 --account bob --effective-at 3700', { ok: false, reason: 'not_the_owner' }],
  ['cancel-schedule --schedule s1 --account alice --effective-at 3700', { ok: true }],
  ['start-purses', { ok: false, reason: 'purses_exist' }],
  ['lock-before --before 1970-01-01T00:00:01Z --id lock', { ok: true, id: 'lock' }],
  [
    'transfer --from world --to alice --amount 1 --effective-at 999',
    { ok: false, reason: 'period_closed', lockedBefore: 1000 },
  ],
  [
    'open-account --account carol --asset GBP/2 --private name=Carol --book people --effective-at 4000',
    { ok: true },
  ],
  [
    'transfer --from world --to carol --amount 1 --id c1 --private note=b=c --private who=Ann --book people --effective-at 4000',
    { ok: true },
  ],
  [
    'transfer --from world --to carol --amount 1 --id c1 --private note=b=c --private who=Eve --book people --effective-at 4000',
    { ok: false, reason: 'id_conflict' },
  ],
  ['erase --account carol --book people', { ok: true, erased: 1, seqs: [3] }],
  ['erase --account carol --book people', { ok: true, erased: 0, seqs: [] }],
  ['erase --command nobody --book people', { ok: false, reason: 'transaction_unknown' }],
];
