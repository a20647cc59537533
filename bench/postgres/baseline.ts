import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { parsePostgresUrl } from '../../src/store/postgres/postgres-url.ts';

/** How most people keep balances today: what we are held against. */
export interface BaselineTransfer {
  /** Whoever asks twice with one key gets one transfer. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly amount: bigint;
}

export type BaselineOutcome = 'posted' | 'repeated' | 'insufficient';

/**
 * Whether the program locks the accounts and sends one statement after the other; or locks nothing, and leaves it to
 * SERIALIZABLE to refuse what was not in some order, which it then tries again; or calls a function that the database carries out.
 */
export type BaselineForm = 'statements' | 'serializable' | 'function';

const BEGIN: Readonly<Record<Exclude<BaselineForm, 'function'>, string>> = {
  statements: 'BEGIN',
  serializable: 'BEGIN ISOLATION LEVEL SERIALIZABLE',
};
/** Of transactions that were in no order with others (serialization_failure, deadlock_detected). */
const RETRIED = new Set(['40001', '40P01']);
/** The wait before a retry is drawn below a bound that doubles up to the greatest. */
const WAIT_MS_FIRST = 1;
const WAIT_MS_MAX = 64;

const READ_ACCOUNTS = 'SELECT id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id';

const INSERT_TRANSACTION =
  'INSERT INTO transactions (idempotency_key) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id';
const INSERT_ENTRIES = `INSERT INTO entries (transaction_id, account_id, amount)
  VALUES ($1::bigint, $2::bigint, -$4::bigint), ($1::bigint, $3::bigint, $4::bigint)`;
const UPDATE_BALANCES = `UPDATE accounts
  SET balance = balance + CASE id WHEN $1::bigint THEN -$3::bigint ELSE $3::bigint END
  WHERE id IN ($1::bigint, $2::bigint)`;
/** Key, from, to, amount. */
const MAKE_FUNCTION = `CREATE FUNCTION transfer(text, bigint, bigint, bigint) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE
    rest bigint;
    made bigint;
  BEGIN
    PERFORM FROM accounts WHERE id IN ($2, $3) ORDER BY id FOR UPDATE;
    SELECT balance INTO STRICT rest FROM accounts WHERE id = $2;
    IF rest < $4 THEN RETURN 'insufficient'; END IF;
    INSERT INTO transactions (idempotency_key) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id INTO made;
    IF made IS NULL THEN RETURN 'repeated'; END IF;
    INSERT INTO entries (transaction_id, account_id, amount) VALUES (made, $2, -$4), (made, $3, $4);
    UPDATE accounts SET balance = balance + CASE id WHEN $2 THEN -$4 ELSE $4 END WHERE id IN ($2, $3);
    RETURN 'posted';
  END $$`;

/**
 * One SQL transaction a transfer: both accounts locked in order of their ids, the balance checked, the transaction under
 * its key and two entries inserted, both balances updated. Statements are prepared, and as few as can be.
 */
export class Baseline {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  readonly #form: BaselineForm;
  /** So far: statements, each of which waits for its answer, and attempts that had to be made again. */
  readonly traffic = { roundTrips: 0, retries: 0 };

  /** @param connections that transfers share; whoever finds none free waits */
  constructor(url: string, connections: number, form: BaselineForm) {
    const { servers, schema } = parsePostgresUrl(url);
    this.#schema = schema;
    this.#form = form;
    const options = `-c search_path=${schema}`;
    this.#pool = new pg.Pool({ connectionString: servers[0], max: connections, options });
  }

  /** Makes its tables, and accounts 1, 2, 3 and so on. Updates find room on their page, and no foreign key costs anything. */
  async make(accounts: number, balance: bigint): Promise<void> {
    const statements = [
      `CREATE SCHEMA ${this.#schema}`,
      'CREATE TABLE accounts (id bigint PRIMARY KEY, balance bigint NOT NULL) WITH (fillfactor = 50)',
      `CREATE TABLE transactions (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        idempotency_key text NOT NULL UNIQUE, created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, transaction_id bigint NOT NULL,
        account_id bigint NOT NULL, amount bigint NOT NULL)`,
      'CREATE INDEX entries_by_account ON entries (account_id, id)',
      MAKE_FUNCTION,
    ];
    for (const statement of statements) await this.#pool.query(statement);
    await this.#pool.query(
      'INSERT INTO accounts SELECT id, $2::bigint FROM generate_series(1, $1::bigint) AS id',
      [accounts, balance],
    );
    await this.#pool.query('VACUUM ANALYZE accounts');
  }

  async transfer(transfer: BaselineTransfer): Promise<BaselineOutcome> {
    if (this.#form === 'function') return this.#callFunction(transfer);
    for (let waitMs = WAIT_MS_FIRST; ; waitMs = Math.min(2 * waitMs, WAIT_MS_MAX)) {
      try {
        return await this.#transact(transfer, this.#form);
      } catch (error) {
        if (!(error instanceof pg.DatabaseError && RETRIED.has(error.code ?? ''))) throw error;
        this.traffic.retries += 1;
        await setTimeout(Math.random() * waitMs);
      }
    }
  }

  async #transact(transfer: BaselineTransfer, form: keyof typeof BEGIN): Promise<BaselineOutcome> {
    const client = await this.#pool.connect();
    let isDone = false;
    const send: Send = (statement) => {
      this.traffic.roundTrips += 1;
      return client.query(statement);
    };
    try {
      await send({ text: BEGIN[form] });
      const outcome = await transferOn(send, transfer, form);
      // What was read without a lock counts when it is committed; nothing was written where there was too little.
      await send({ text: outcome === 'posted' || form === 'serializable' ? 'COMMIT' : 'ROLLBACK' });
      isDone = true;
      return outcome;
    } catch (error) {
      await client.query('ROLLBACK').then(
        () => {
          isDone = true;
        },
        () => undefined,
      );
      throw error;
    } finally {
      // A connection on which something went wrong is not used again.
      client.release(!isDone);
    }
  }

  async #callFunction({ key, from, to, amount }: BaselineTransfer): Promise<BaselineOutcome> {
    this.traffic.roundTrips += 1;
    const { rows } = await this.#pool.query<{ outcome: BaselineOutcome }>({
      name: 'transfer',
      text: 'SELECT transfer($1, $2, $3, $4) AS outcome',
      values: [key, from, to, amount],
    });
    const [row] = rows;
    if (row === undefined) throw new Error('a function answers');
    return row.outcome;
  }

  async balance(account: number): Promise<bigint> {
    const text = 'SELECT balance FROM accounts WHERE id = $1';
    const { rows } = await this.#pool.query<{ balance: string }>(text, [account]);
    return BigInt(rows[0]?.balance ?? 0);
  }

  /** The sum of all balances, and of all entries. */
  async sums(): Promise<{ readonly balances: bigint; readonly entries: bigint }> {
    const { rows } = await this.#pool.query<{ balances: string; entries: string }>(
      `SELECT (SELECT sum(balance) FROM accounts) AS balances,
        (SELECT coalesce(sum(amount), 0) FROM entries) AS entries`,
    );
    return { balances: BigInt(rows[0]?.balances ?? 0), entries: BigInt(rows[0]?.entries ?? 0) };
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

type Send = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

async function transferOn(
  send: Send,
  transfer: BaselineTransfer,
  form: keyof typeof BEGIN,
): Promise<BaselineOutcome> {
  const { key, from, to, amount } = transfer;
  const { rows: accounts } = await send({
    name: 'accounts',
    text: form === 'serializable' ? READ_ACCOUNTS : `${READ_ACCOUNTS} FOR UPDATE`,
    values: [from, to],
  });
  const balance = accounts.find(({ id }) => Number(id) === from)?.balance;
  if (accounts.length !== 2 || balance === undefined) throw new Error(`no account ${from} or ${to}`);
  if (BigInt(balance) < amount) return 'insufficient';
  const { rows } = await send({ name: 'transaction', text: INSERT_TRANSACTION, values: [key] });
  const id = rows[0]?.id;
  if (id === undefined) return 'repeated';
  await send({ name: 'entries', text: INSERT_ENTRIES, values: [id, from, to, amount] });
  await send({ name: 'balances', text: UPDATE_BALANCES, values: [from, to, amount] });
  return 'posted';
}
