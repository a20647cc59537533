import { Bank, PaymentBank } from '../src/memory/index.ts';
import { type BankLike, ReplayedBank } from '../test/oracle/replayed-bank.ts';
import { defineBench } from './harness/define-bench.ts';
import { keep } from './harness/weigh-heap.ts';
import { pseudoRandom } from './pseudo-random.ts';

const ACCOUNTS = 1_000;
const SPAN = 30 * 86_400;

interface Opened<Kind> {
  readonly bank: Kind;
  readonly accounts: readonly string[];
}

function open<Kind extends BankLike>(bank: Kind, accountCount: number): Opened<Kind> {
  const accounts = Array.from({ length: accountCount }, (_, i) => `account-${i}`);
  for (const account of accounts) bank.createAccount(0, account);
  return { bank, accounts };
}

/**
 * Of ten operations four are deposits, two withdrawals, two transfers, one an acceptance of the latest transfer, and
 * one a read of a balance at some past moment. `at(i)` says when the i-th happens.
 */
function operate(opened: Opened<BankLike>, size: number, at: (i: number) => number): void {
  const { bank, accounts } = opened;
  const random = pseudoRandom(size);
  const account = (): string => accounts[random(accounts.length)] ?? '';
  let offered = 'transfer0';
  let target = '';
  let offeredAt = 0;
  for (let i = 0; i < size; i += 1) {
    const now = at(i);
    const step = i % 10;
    if (step < 4) {
      bank.deposit(now, account(), 100);
    } else if (step < 6) {
      bank.withdraw(now, account(), 20);
    } else if (step < 8) {
      target = account();
      offeredAt = now;
      offered = bank.transfer(now, account(), target, 10) ?? offered;
    } else if (step === 8) {
      keep(bank.acceptTransfer(Math.max(now, offeredAt), target, offered));
    } else {
      keep(bank.getBalance(now, account(), random(SPAN)));
    }
  }
}

function inOrder(opened: Opened<BankLike>, size: number): number {
  operate(opened, size, (i) => 1 + i);
  return size;
}

function atRandom(opened: Opened<BankLike>, size: number): number {
  const random = pseudoRandom(7);
  operate(opened, size, () => 1 + random(SPAN));
  return size;
}

function afterRun(run: (opened: Opened<Bank>, size: number) => number): (size: number) => unknown {
  return (size) => {
    const opened = open(new Bank(), ACCOUNTS);
    run(opened, size);
    return opened.bank;
  };
}

/**
 * Of ten operations three are deposits, two transfers, two payments with cashback, two payments scheduled for within a
 * thousand operations, and one asks who spends most. Whatever is due comes about on the way.
 */
function pay(
  { bank, accounts }: { readonly bank: PaymentBank; readonly accounts: readonly string[] },
  size: number,
): number {
  const random = pseudoRandom(size);
  const account = (): string => accounts[random(accounts.length)] ?? '';
  for (let now = 1; now <= size; now += 1) {
    const step = now % 10;
    if (step < 3) bank.deposit(now, account(), 100);
    else if (step < 5) bank.transfer(now, account(), account(), 10);
    else if (step < 7) bank.pay(now, account(), 50);
    else if (step < 9) bank.schedulePayment(now, account(), 20, random(1_000));
    else keep(bank.topSpenders(now, 3));
  }
  return size;
}

function openPaying(): { readonly bank: PaymentBank; readonly accounts: readonly string[] } {
  const bank = new PaymentBank({ cashbackDelay: 500 });
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => `account-${i}`);
  for (const account of accounts) bank.createAccount(0, account);
  return { bank, accounts };
}

export default defineBench(
  'bank',
  'Operations on a Bank of 1,000 accounts: deposits, withdrawals, transfers, acceptances and reads of past balances.',
  async (report) => {
    const naive = {
      name: 'replay',
      sizes: [1_000],
      prepare: () => open(new ReplayedBank(), 10),
    };
    await report.measure({
      work: 'in order of time',
      prepare: () => open(new Bank(), ACCOUNTS),
      run: inOrder,
      heap: afterRun(inOrder),
      naive: { ...naive, run: inOrder },
      targets: [{ operationsPerSecondMin: 300_000, size: 100_000 }],
    });
    await report.measure({
      work: 'in random order of time',
      prepare: () => open(new Bank(), ACCOUNTS),
      run: atRandom,
      heap: afterRun(atRandom),
      naive: { ...naive, run: atRandom },
      targets: [
        { msMax: 3_000, size: 100_000 },
        { growthMax: 2, from: 10_000, to: 100_000 },
      ],
    });
    await report.measure({
      work: 'a PaymentBank: payments, cashback, scheduled payments',
      prepare: openPaying,
      run: pay,
      targets: [{ operationsPerSecondMin: 200_000, size: 100_000 }],
    });
    report.note(
      'Sizes are operations. The naive way replays the whole history at every call, on 10 accounts.',
    );
  },
);
