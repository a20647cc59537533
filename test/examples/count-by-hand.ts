/** An invoice, read by the test's own hand. */
export interface Row {
  readonly isPayment: boolean;
  readonly id: string;
  readonly customer: string;
  readonly amount: bigint;
  readonly at: number;
}

export interface Total {
  readonly count: number;
  readonly amount: bigint;
}

const DAY = 24 * 60 * 60 * 1000;
const CREDIT_LIFE = 1_000;

/**
 * Every figure of the tour by brute force: plain lists, sorted and filtered anew at each step, and nothing of the
 * package. Slow, and short enough to be believed.
 */
export function countByHand(rows: readonly Row[]) {
  const { accepted, ...refunds } = countRefunds(rows);
  return {
    refunds: { ...refunds, accepted: total(accepted) },
    holds: countHolds(rows),
    transfers: countTransfers(rows),
    credits: countCredits(rows, new Set(accepted.map(({ id }) => id))),
  };
}

function total(rows: readonly { readonly amount: bigint }[]): Total {
  return { count: rows.length, amount: rows.reduce((sum, { amount }) => sum + amount, 0n) };
}

function groupByCustomer(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.customer, [...(groups.get(row.customer) ?? []), row]);
  return groups;
}

/** Ids are plain ASCII here, where `<` is the order of the bytes. */
const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

function countRefunds(rows: readonly Row[]) {
  const accepted: Row[] = [];
  const [never, later, tooLittle]: [Row[], Row[], Row[]] = [[], [], []];
  const remaining = new Map<string, bigint>();
  let draws = 0;
  for (const [customer, group] of groupByCustomer(rows)) {
    const paid: { id: string; at: number; left: bigint }[] = [];
    for (const row of group) {
      if (row.isPayment) {
        paid.push({ id: row.id, at: row.at, left: row.amount });
        continue;
      }
      const usable = paid.filter(({ at, left }) => at <= row.at && left > 0n);
      let open = row.amount;
      if (usable.reduce((sum, { left }) => sum + left, 0n) < open) {
        const payments = group.filter(({ isPayment }) => isPayment);
        if (payments.length === 0) never.push(row);
        else if (payments.every(({ at }) => at > row.at)) later.push(row);
        else tooLittle.push(row);
        continue;
      }
      accepted.push(row);
      for (const payment of usable.sort((a, b) => a.at - b.at || byId(a, b))) {
        const drawn = payment.left < open ? payment.left : open;
        payment.left -= drawn;
        open -= drawn;
        if (drawn > 0n) draws++;
      }
    }
    remaining.set(
      customer,
      paid.reduce((sum, { left }) => sum + left, 0n),
    );
  }
  return {
    payments: total(rows.filter(({ isPayment }) => isPayment)),
    refunds: total(rows.filter(({ isPayment }) => !isPayment)),
    accepted,
    refused: total([...never, ...later, ...tooLittle]),
    never: total(never),
    later: total(later),
    tooLittle: total(tooLittle),
    draws,
    remaining,
  };
}

function countHolds(rows: readonly Row[]) {
  const posted = new Map<string, bigint>();
  const captured: Row[] = [];
  const left: Row[] = [];
  let refused = 0;
  const balance = (customer: string): bigint => posted.get(customer) ?? 0n;
  const heldAt = (customer: string, at: number): bigint =>
    total(left.filter((hold) => hold.customer === customer && at < hold.at + 7 * DAY)).amount;
  for (const row of rows) {
    const { customer, amount } = row;
    if (row.isPayment) posted.set(customer, balance(customer) + amount);
    else if (balance(customer) - heldAt(customer, row.at) < amount) refused++;
    else if (captured.length > left.length) left.push(row);
    else {
      captured.push(row);
      posted.set(customer, balance(customer) - amount);
    }
  }
  const sum = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((all, amount) => all + amount, 0n);
  const customers = [...new Set(rows.map(({ customer }) => customer))];
  const end = rows.at(-1)?.at ?? 0;
  const lastLeft = left.at(-1);
  return {
    captured: total(captured),
    left: total(left),
    refused,
    posted: sum(posted.values()),
    availableAtEnd: sum(customers.map((customer) => balance(customer) - heldAt(customer, end))),
    lastLeft: lastLeft?.amount ?? 0n,
    lastLeftPosted: balance(lastLeft?.customer ?? ''),
    availableWithPound: sum(customers.map((customer) => balance(customer) + 100n)),
    availableHalved: sum(
      customers.map((customer) => balance(customer) + 100n - (balance(customer) + 100n) / 2n),
    ),
  };
}

function countTransfers(rows: readonly Row[]) {
  const groups = [...groupByCustomer(rows.filter(({ isPayment }) => isPayment))];
  const [first, second] = groups.sort(([, a], [, b]) => b.length - a.length);
  if (first === undefined || second === undefined) throw new Error('there are not two customers');
  const until = (payments: readonly Row[], end: number): bigint =>
    total(payments.filter(({ at }) => at <= end)).amount;
  const midsummer = Date.parse('2010-06-21T00:00:00Z');
  return {
    first: first[0],
    second: second[0],
    firstEnd: total(first[1]).amount,
    secondEnd: total(second[1]).amount,
    firstMidsummer: until(first[1], midsummer),
    secondMidsummer: until(second[1], midsummer),
  };
}

interface Credit {
  readonly id: string;
  readonly customer: string;
  readonly till: 'desk' | 'web';
  readonly until: number;
  left: bigint;
}

function countCredits(rows: readonly Row[], given: ReadonlySet<string>) {
  const written = { desk: 0, web: 0 };
  const credits: Credit[] = [];
  const spendings: { amount: bigint; draws: [string, bigint][] }[] = [];
  const isLive = ({ till, until, left }: Credit): boolean => written[till] < until && left > 0n;
  // Equal ranks: the clocks compare by "desk" first, where one that names only "web" has 0.
  const soonest = (a: Credit, b: Credit): number =>
    a.until - b.until || (a.till === b.till ? byId(a, b) : a.till === 'web' ? -1 : 1);
  for (const { isPayment, id, customer, amount } of rows) {
    const till = '02468'.includes(id.at(-1) ?? '') ? 'desk' : 'web';
    written[till]++;
    if (given.has(id)) credits.push({ id, customer, till, until: written[till] + CREDIT_LIFE, left: amount });
    if (!isPayment) continue;
    let open = amount;
    const draws: [string, bigint][] = [];
    const usable = credits.filter((credit) => credit.customer === customer && isLive(credit));
    for (const credit of usable.sort(soonest)) {
      const drawn = credit.left < open ? credit.left : open;
      if (drawn === 0n) break;
      credit.left -= drawn;
      open -= drawn;
      draws.push([credit.id, drawn]);
    }
    if (draws.length > 0) spendings.push({ amount: amount - open, draws });
  }
  const left = (of: readonly Credit[]): bigint => of.reduce((sum, credit) => sum + credit.left, 0n);
  const widest = spendings.reduce((most, next) => (next.draws.length > most.draws.length ? next : most));
  return {
    given: total(rows.filter(({ id }) => given.has(id))),
    spent: total(spendings),
    live: left(credits.filter(isLive)),
    expired: left(credits.filter((credit) => !isLive(credit))),
    widest: widest.draws,
  };
}
