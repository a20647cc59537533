import { Bank } from 'tallystick/memory';
import { DAY_MS, day, pounds, printHeading, printTable, printTime } from './print-figures.ts';
import type { Invoice } from './read-invoices.ts';

const TRANSFER_TTL_MS = 7 * DAY_MS;
const MIDSUMMER = Date.UTC(2010, 5, 21);

/** The payments as deposits; then transfers, a merge, the past, and what arrives late, between two customers. */
export function tourTransfers(invoices: readonly Invoice[]): void {
  printHeading(
    '3. Bank: transfers that the receiver must accept, merges, and the past as it was',
    'Every payment becomes a deposit of its customer. Then the two customers with most payments deal with each',
    'other. A transfer that is not accepted within seven days expires at that very moment.',
  );
  const startedAt = performance.now();
  const payments = invoices.filter(({ kind }) => kind === 'payment');
  const bank = new Bank({ transferTtl: TRANSFER_TTL_MS });
  const paymentsOf = new Map<string, number>();
  for (const { customer, amount, timestamp } of payments) {
    const before = paymentsOf.get(customer) ?? 0;
    if (before === 0) bank.createAccount(timestamp, customer);
    bank.deposit(timestamp, customer, amount);
    paymentsOf.set(customer, before + 1);
  }
  const [first, second] = [...paymentsOf].toSorted(([, a], [, b]) => b - a).map(([customer]) => customer);
  const lastAt = payments.at(-1)?.timestamp;
  if (first === undefined || second === undefined || lastAt === undefined)
    throw new Error('too few customers');
  const story = new Story(bank, first, second, lastAt);
  transferAndMerge(story);
  arriveLate(story);
  printTable(story.rows, ['l', 'l', 'l', 'r', 'r']);
  console.log(
    '\n  What comes late is judged as if it had come in time: the first withdrawal of midsummer would have left too',
    '\n  little for taking everything out in December, which was accepted; after the deposit there is enough.',
  );
  printTime(payments.length + paymentsOf.size + story.calls, startedAt);
  printPast(story);
}

/** What two customers do, a row at a time: when, what, the answer, and both balances just after it. */
class Story {
  readonly bank: Bank;
  readonly first: string;
  readonly second: string;
  /** The day from which the story counts its days. */
  readonly start: number;
  readonly rows: string[][];
  calls = 0;

  constructor(bank: Bank, first: string, second: string, start: number) {
    this.bank = bank;
    this.first = first;
    this.second = second;
    this.start = start;
    this.rows = [['day', 'what', 'answer', first, second]];
  }

  at(days: number): number {
    return this.start + days * DAY_MS;
  }

  tell(timestamp: number, what: string, answer: string | boolean | null = ''): void {
    this.calls += 3;
    const balances = [this.first, this.second].map((customer) => this.balance(timestamp, customer));
    this.rows.push([day(timestamp), what, String(answer), ...balances]);
  }

  balance(timestamp: number, customer: string): string {
    const balance = this.bank.getBalance(this.at(1_000), customer, timestamp);
    return balance === null ? 'no account' : pounds(balance);
  }
}

function transferAndMerge(story: Story): void {
  const { bank, first, second } = story;
  story.tell(story.at(0), 'the last payment of the year');
  const accepted = bank.transfer(story.at(1), first, second, 100_000n);
  story.tell(story.at(1), `${first} offers £1,000.00`, accepted);
  story.tell(story.at(2), `${second} accepts it`, bank.acceptTransfer(story.at(2), second, accepted ?? ''));
  const forgotten = bank.transfer(story.at(3), first, second, 50_000n);
  story.tell(story.at(3), `${first} offers £500.00`, forgotten);
  const expiresAt = story.at(3) + TRANSFER_TTL_MS;
  story.tell(
    expiresAt,
    `${second} accepts too late`,
    bank.acceptTransfer(expiresAt, second, forgotten ?? ''),
  );
  story.tell(story.at(11), `${second} goes into ${first}`, bank.mergeAccounts(story.at(11), first, second));
}

/** An operation may come late; it is refused exactly when it would undo what was accepted since. */
function arriveLate(story: Story): void {
  const { bank, first, second } = story;
  const everything = bank.getBalance(story.at(12), first, story.at(12)) ?? 0n;
  story.tell(story.at(12), `${first} takes everything out`, bank.withdraw(story.at(12), first, everything));
  const withdraw = (): boolean => bank.withdraw(MIDSUMMER, second, 10_000n);
  story.tell(MIDSUMMER, `late: ${second} took out £100.00`, withdraw());
  story.tell(MIDSUMMER, `late: ${second} paid in £250.00`, bank.deposit(MIDSUMMER, second, 25_000n));
  story.tell(MIDSUMMER, `late: ${second} took out £100.00`, withdraw());
  story.tell(story.at(13), 'so that at last there is');
}

/** Balances and totals at times in the past, those of the merged account too. */
function printPast(story: Story): void {
  const { bank, first, second } = story;
  const now = story.at(1_000);
  console.log('\n  The past stays readable, of the account that was merged away too:');
  const moments = [MIDSUMMER - 90 * DAY_MS, MIDSUMMER, MIDSUMMER + 90 * DAY_MS, story.at(10), story.at(11)];
  const rows = moments.map((moment) => {
    const totals = bank.historicalTotals(now, second, moment);
    return [
      day(moment),
      story.balance(moment, first),
      story.balance(moment, second),
      totals === null ? '' : `${pounds(totals.in)} in, ${pounds(totals.out)} out`,
    ];
  });
  printTable([['day', first, second, `${second} in all`], ...rows]);
}
