import { Ledger } from '../src/memory/index.ts';
import { type LedgerLike, PlainLedger } from '../test/oracle/plain-ledger.ts';
import { defineBench } from './harness/define-bench.ts';
import { keep } from './harness/weigh-heap.ts';
import { pseudoRandom } from './pseudo-random.ts';

const START_MS = 1_764_000_000_000;
const DAY_MS = 86_400_000;
/** How many rounds of calls a run makes; a round is one call of each kind. */
const ROUNDS = 100_000;

interface Filled<Kind> {
  readonly ledger: Kind;
  readonly accounts: readonly string[];
  /** The account that each hold is on. */
  readonly holders: readonly string[];
  readonly holds: readonly string[];
  readonly random: (below: number) => number;
}

/** A ledger with so many holds alive, which expire a day to two later. */
function fill<Kind extends LedgerLike>(
  ledger: Kind,
  holdCount: number,
  accountCount: number,
  rounds: number,
): Filled<Kind> {
  const random = pseudoRandom(holdCount + accountCount);
  const accounts = Array.from({ length: accountCount }, (_, i) => `account-${i}`);
  for (const account of accounts) ledger.deposit(account, 10n ** 12n);
  const account = (): string => accounts[random(accountCount)] ?? '';
  const holds = Array.from({ length: holdCount + rounds }, (_, i) => `hold-${i}`);
  const holders = holds.map(account);
  for (let i = 0; i < holdCount; i += 1) {
    ledger.placeHold(holders[i] ?? '', 5n, holds[i] ?? '', START_MS, DAY_MS + random(DAY_MS));
  }
  return { ledger, accounts, holders, holds, random };
}

/** Six kinds of calls in equal parts: a hold is placed and an old one ended, so that as many stay alive. */
function callInRounds(filled: Filled<LedgerLike>, holdCount: number, rounds: number): number {
  const { ledger, accounts, holders, holds, random } = filled;
  const account = (): string => accounts[random(accounts.length)] ?? '';
  for (let i = 0; i < rounds; i += 1) {
    const now = START_MS + i;
    const placed = holdCount + i;
    ledger.deposit(account(), 3n);
    ledger.placeHold(holders[placed] ?? '', 5n, holds[placed] ?? '', now, DAY_MS + random(DAY_MS));
    keep(ledger.availableBalance(account(), now));
    ledger.withdraw(account(), 2n);
    if (i % 2 === 0) ledger.captureHold(holders[i] ?? '', holds[i] ?? '');
    else ledger.releaseHold(holders[i] ?? '', holds[i] ?? '');
    keep(ledger.postedBalance(account(), now));
  }
  return rounds * 6;
}

export default defineBench(
  'ledger',
  'Mixed calls on a Ledger while so many holds are alive: deposit, withdraw, placeHold, captureHold or ' +
    'releaseHold, availableBalance and postedBalance in equal parts, on accounts drawn at random.',
  async (report) => {
    const naiveRounds = 1_000;
    for (const [accountCount, perSecond] of [
      [10_000, 1_000_000],
      [1, 300_000],
    ] as const) {
      await report.measure({
        work: accountCount === 1 ? 'all on one account' : `over ${accountCount} accounts`,
        prepare: (size) => fill(new Ledger(), size, accountCount, ROUNDS),
        run: (filled, size) => callInRounds(filled, size, Math.min(ROUNDS, size)),
        heap: (size) => fill(new Ledger(), size, accountCount, 0).ledger,
        naive: {
          name: 'list of holds',
          sizes: accountCount === 1 ? [1_000, 10_000] : [1_000, 10_000, 100_000],
          prepare: (size) => fill(new PlainLedger(), size, accountCount, naiveRounds),
          run: (filled, size) => callInRounds(filled, size, Math.min(naiveRounds, size)),
        },
        targets: [
          { operationsPerSecondMin: perSecond, size: 1_000_000 },
          { logGrowthSlack: 3, from: 10_000, to: 1_000_000 },
        ],
      });
    }
    report.note('Sizes are holds alive. Bytes are of all that the ledger keeps, for each hold.');
    report.note('The naive way keeps the holds of an account in a list and looks at all of them.');
  },
);
