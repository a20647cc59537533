/** One change of an account's balance. */
interface Change {
  readonly at: number;
  readonly amount: bigint;
}

interface Life {
  readonly id: string;
  readonly from: number;
  until: number | undefined;
  readonly changes: Change[];
  outgoing: bigint;
}

interface PlainPayment {
  readonly ordinal: number;
  life: Life;
  readonly kind: 'pay' | 'scheduled';
  readonly amount: bigint;
  readonly dueAt: number;
  status: string;
}

const MOST = 2n ** 63n - 1n;

/** The payment bank read from its rules as plainly as possible: lists, and every sum added up anew. */
export class PlainPaymentBank {
  readonly #cashbackDelay: number;
  readonly #lives: Life[] = [];
  readonly #payments: PlainPayment[] = [];

  constructor({ cashbackDelay }: { readonly cashbackDelay: number }) {
    this.#cashbackDelay = cashbackDelay;
  }

  createAccount(now: number, id: string): boolean {
    this.#comeTo(now);
    if (this.#alive(id) !== undefined) return false;
    this.#lives.push({ id, from: now, until: undefined, changes: [], outgoing: 0n });
    return true;
  }

  deposit(now: number, id: string, amount: number): bigint | null {
    this.#comeTo(now);
    const life = this.#alive(id);
    if (life === undefined) return null;
    life.changes.push({ at: now, amount: BigInt(amount) });
    return balance(life);
  }

  transfer(now: number, source: string, target: string, amount: number): bigint | null {
    this.#comeTo(now);
    const from = this.#alive(source);
    const to = this.#alive(target);
    if (source === target || from === undefined || to === undefined) return null;
    if (!takeOut(from, now, BigInt(amount))) return null;
    to.changes.push({ at: now, amount: BigInt(amount) });
    return balance(from);
  }

  pay(now: number, id: string, amount: number): string | null {
    this.#comeTo(now);
    const life = this.#alive(id);
    if (life === undefined || !takeOut(life, now, BigInt(amount))) return null;
    return this.#keep({ life, kind: 'pay', amount: BigInt(amount), dueAt: now + this.#cashbackDelay });
  }

  schedulePayment(now: number, id: string, amount: number, delay: number): string | null {
    this.#comeTo(now);
    const life = this.#alive(id);
    if (life === undefined) return null;
    return this.#keep({ life, kind: 'scheduled', amount: BigInt(amount), dueAt: now + delay });
  }

  cancelPayment(now: number, id: string, paymentId: string): boolean {
    this.#comeTo(now);
    const payment = this.#find(id, paymentId);
    if (payment?.status !== 'SCHEDULED') return false;
    payment.status = 'CANCELLED';
    return true;
  }

  getPaymentStatus(now: number, id: string, paymentId: string): string | null {
    this.#comeTo(now);
    return this.#find(id, paymentId)?.status ?? null;
  }

  topSpenders(now: number, n: number): string[] {
    this.#comeTo(now);
    return this.#lives
      .filter((life) => life.until === undefined)
      .map(({ id, outgoing }) => ({ id, outgoing }))
      .sort((a, b) => Number(b.outgoing - a.outgoing) || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
      .slice(0, n)
      .map(({ id, outgoing }) => `${id}(${outgoing})`);
  }

  mergeAccounts(now: number, id1: string, id2: string): boolean {
    this.#comeTo(now);
    const into = this.#alive(id1);
    const from = this.#alive(id2);
    if (id1 === id2 || into === undefined || from === undefined) return false;
    from.until = now;
    into.outgoing += from.outgoing;
    into.changes.push({ at: now, amount: balance(from) });
    for (const payment of this.#payments) if (payment.life === from) payment.life = into;
    return true;
  }

  getBalance(now: number, id: string, timeAt: number): bigint | null {
    this.#comeTo(now);
    const moment = Math.min(now, timeAt);
    const life = this.#lives.find(
      (each) => each.id === id && each.from <= moment && (each.until === undefined || moment < each.until),
    );
    if (life === undefined) return null;
    return sum(life.changes.filter(({ at }) => at <= moment));
  }

  #comeTo(now: number): void {
    const isDue = ({ status, dueAt }: PlainPayment): boolean =>
      (status === 'IN_PROGRESS' || status === 'SCHEDULED') && dueAt <= now;
    for (;;) {
      const [next] = this.#payments
        .filter(isDue)
        .sort((a, b) => a.dueAt - b.dueAt || order(a) - order(b) || a.ordinal - b.ordinal);
      if (next === undefined) return;
      next.status = next.kind === 'pay' ? payBack(next) : payOut(next);
    }
  }

  #alive(id: string): Life | undefined {
    return this.#lives.find((life) => life.id === id && life.until === undefined);
  }

  #find(id: string, paymentId: string): PlainPayment | undefined {
    const life = this.#alive(id);
    return this.#payments.find(
      (payment) => payment.life === life && `payment${payment.ordinal}` === paymentId,
    );
  }

  #keep(payment: Pick<PlainPayment, 'life' | 'kind' | 'amount' | 'dueAt'>): string {
    const ordinal = this.#payments.length + 1;
    this.#payments.push({
      ...payment,
      ordinal,
      status: payment.kind === 'pay' ? 'IN_PROGRESS' : 'SCHEDULED',
    });
    return `payment${ordinal}`;
  }
}

function order({ kind }: PlainPayment): number {
  return kind === 'pay' ? 0 : 1;
}

function sum(changes: readonly Change[]): bigint {
  return changes.reduce((total, { amount }) => total + amount, 0n);
}

function balance(life: Life): bigint {
  return sum(life.changes);
}

function takeOut(life: Life, at: number, amount: bigint): boolean {
  if (balance(life) < amount) return false;
  life.changes.push({ at, amount: -amount });
  life.outgoing += amount;
  return true;
}

function payBack({ life, amount, dueAt }: PlainPayment): string {
  const cashback = (amount * 2n) / 100n;
  if (balance(life) + cashback > MOST) return 'CASHBACK_FAILED';
  life.changes.push({ at: dueAt, amount: cashback });
  return 'CASHBACK_RECEIVED';
}

function payOut({ life, amount, dueAt }: PlainPayment): string {
  return takeOut(life, dueAt, amount) ? 'EXECUTED' : 'FAILED';
}
