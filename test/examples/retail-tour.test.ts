import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { requireBuild } from '../support/package/require-build.ts';
import { countByHand, type Row } from './count-by-hand.ts';

// The tour runs as a reader would run it; every figure is counted once more here, from the file and by hand.

const csv = gunzipSync(readFileSync(join(PROJECT_ROOT, 'examples/retail/retail-invoices.csv.gz'))).toString();
const rows = csv
  .trim()
  .split('\n')
  .slice(1)
  .map((line): Row => {
    const [kind = '', id = '', customer = '', amount = '', at = ''] = line.split(',');
    return { isPayment: kind === 'payment', id, customer, amount: BigInt(amount), at: Number(at) };
  });
const expected = countByHand(rows);

const show = new Intl.NumberFormat('en-GB');
const money = (pence: bigint): string =>
  `£${show.format(pence / 100n)}.${String(pence % 100n).padStart(2, '0')}`;

let printed = '';
beforeAll(() => {
  requireBuild();
  const tour = spawnSync(process.execPath, ['examples/retail/tour.ts'], {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  });
  expect(tour.stderr).toBe('');
  expect(tour.status).toBe(0);
  printed = tour.stdout;
});

/** What stands behind a label: the count and the money, as they are printed. */
function figure(label: string): string {
  const line = printed.split('\n').find((candidate) => candidate.trimStart().startsWith(`${label}  `));
  return line?.trim().slice(label.length).trim().split(/\s+/).slice(0, 2).join(' ') ?? `no line "${label}"`;
}

/** The cells of the table row that begins with these cells. */
function tableRow(...cells: string[]): string[] {
  const all = printed.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return (
    all.find((row) => cells.every((cell, index) => row[index] === cell)) ?? [`no row "${cells.join('", "')}"`]
  );
}

describe('the tour of the retail invoices', () => {
  test('says what the data are', () => {
    const customers = new Set(rows.map(({ customer }) => customer)).size;
    expect(printed).toContain(`${show.format(rows.length)} invoices of ${show.format(customers)} customers`);
  });

  test('refunds: what was taken, accepted and refused, and why', () => {
    const { payments, refunds, accepted, refused, never, later, tooLittle } = expected.refunds;
    expect(accepted.count).toBeGreaterThan(0);
    for (const [label, total] of [
      ['payments taken', payments],
      ['refunds asked for', refunds],
      ['accepted', accepted],
      ['refused', refused],
      ['never paid anything', never],
      ['paid only later', later],
      ['not enough left of what was paid', tooLittle],
    ] as const) {
      expect([label, figure(label)]).toEqual([label, `${show.format(total.count)} ${money(total.amount)}`]);
    }
    expect(printed).toContain(`drawn on ${show.format(expected.refunds.draws)} payments`);
  });

  test('refunds: what remains, and the ten customers with most of it', () => {
    const { remaining } = expected.refunds;
    const total = [...remaining.values()].reduce((sum, amount) => sum + amount, 0n);
    expect(figure('remaining, over all customers')).toBe(`${show.format(remaining.size)} ${money(total)}`);
    const largest = [...remaining].sort(([, a], [, b]) => Number(b - a)).slice(0, 10);
    for (const [customer, amount] of largest) {
      const paid = rows.filter((row) => row.isPayment && row.customer === customer);
      const paidTotal = paid.reduce((sum, row) => sum + row.amount, 0n);
      const cells = [String(paid.length), money(paidTotal), money(paidTotal - amount), money(amount)];
      expect(tableRow(customer)).toEqual([customer, ...cells]);
    }
  });

  test('holds: placed, captured, expired, and the sums before and after', () => {
    const { captured, left, refused, posted, availableAtEnd } = expected.holds;
    expect(figure('holds placed')).toBe(show.format(captured.count + left.count));
    expect(figure('captured')).toBe(`${show.format(captured.count)} ${money(captured.amount)}`);
    expect(figure('left to expire')).toBe(`${show.format(left.count)} ${money(left.amount)}`);
    expect(figure('holds refused, for want of money')).toBe(show.format(refused));
    expect(figure('posted, over all customers')).toBe(money(posted));
    expect(figure('available on the last day')).toContain(money(availableAtEnd));
    expect(figure('available a week later')).toContain(money(posted));
    expect(availableAtEnd).toBeLessThan(posted);
  });

  test('holds: one ends at its very moment', () => {
    const { lastLeft, lastLeftPosted } = expected.holds;
    expect(tableRow('a millisecond before').slice(1)).toEqual([
      money(lastLeftPosted),
      money(lastLeftPosted - lastLeft),
    ]);
    expect(tableRow('at that very moment').slice(1)).toEqual([money(lastLeftPosted), money(lastLeftPosted)]);
    expect(printed).toContain('To capture it now is too late.');
  });

  test('holds: the inner layer is undone and the outer one kept', () => {
    const { posted, availableWithPound, availableHalved } = expected.holds;
    const availableAfter = (what: string): string | undefined => tableRow(what)[1];
    expect(availableAfter('before')).toBe(money(posted));
    expect(availableAfter('begin, and a pound to everyone')).toBe(money(availableWithPound));
    expect(availableAfter('begin once more, and half is taken')).toBe(money(availableHalved));
    expect(availableAfter('rollback of the inner layer')).toBe(money(availableWithPound));
    expect(availableAfter('commit of the outer one')).toBe(money(availableWithPound));
  });

  test('transfers: accepted, expired, merged, and late', () => {
    const { first, second, firstEnd, secondEnd, firstMidsummer, secondMidsummer } = expected.transfers;
    const answers: [string, ...string[]][] = [
      ['the last payment of the year', '', money(firstEnd), money(secondEnd)],
      [`${first} offers £1,000.00`, 'transfer1', money(firstEnd - 100_000n), money(secondEnd)],
      [`${second} accepts it`, 'true', money(firstEnd - 100_000n), money(secondEnd + 100_000n)],
      [`${first} offers £500.00`, 'transfer2', money(firstEnd - 150_000n), money(secondEnd + 100_000n)],
      [`${second} accepts too late`, 'false', money(firstEnd - 100_000n), money(secondEnd + 100_000n)],
      [`${second} goes into ${first}`, 'true', money(firstEnd + secondEnd), 'no account'],
      [`${first} takes everything out`, 'true', money(0n), 'no account'],
      [`late: ${second} took out £100.00`, 'false', money(firstMidsummer), money(secondMidsummer)],
      [`late: ${second} paid in £250.00`, 'true', money(firstMidsummer), money(secondMidsummer + 25_000n)],
      ['so that at last there is', '', money(15_000n), 'no account'],
    ];
    const told = printed.split('\n').flatMap((line) => {
      const [day = '', ...cells] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      return /^\d{4}-\d\d-\d\d$/.test(day) && cells.length === 4 ? [cells] : [];
    });
    for (const answer of answers) expect(told).toContainEqual(answer);
    const lateAgain = ['true', money(firstMidsummer), money(secondMidsummer + 15_000n)];
    expect(told).toContainEqual([`late: ${second} took out £100.00`, ...lateAgain]);
    expect(told).toHaveLength(answers.length + 1);
  });

  test('credits: given, spent, live and expired', () => {
    const { given, spent, live, expired } = expected.credits;
    expect(figure('credits given')).toBe(`${show.format(given.count)} ${money(given.amount)}`);
    expect(figure('payments that spent some')).toBe(`${show.format(spent.count)} ${money(spent.amount)}`);
    expect(figure('still live in the end')).toContain(money(live));
    expect(figure('expired unspent')).toBe(money(expired));
    expect(given.amount).toBe(spent.amount + live + expired);
    expect(printed).toContain('the same answer, and nothing is spent twice.');
  });

  test('credits: the payment that spent most of them took the soonest first', () => {
    const { widest } = expected.credits;
    expect(widest.length).toBeGreaterThan(1);
    for (const [credit, amount] of widest) expect(tableRow(credit)).toEqual([credit, money(amount)]);
  });
});
