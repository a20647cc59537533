/** A strict reading of the part of beancount's language that exports use, with the checks that bean-check makes. */

const ACCOUNT = '(?:Assets|Equity)(?::[A-Z0-9][A-Za-z0-9-]*)+';
const CURRENCY = "[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]";
const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';

const LINES = {
  nothing: /^$/,
  comment: /^;.*$/,
  option: new RegExp(`^option ${STRING} ${STRING}$`),
  open: new RegExp(`^(${DATE}) open (${ACCOUNT})$`),
  close: new RegExp(`^(${DATE}) close (${ACCOUNT})$`),
  transaction: new RegExp(`^(${DATE}) \\* ${STRING} ${STRING}(?: \\^[A-Za-z0-9_/.-]+)?$`),
  metadata: new RegExp(`^ {2}[a-z][a-zA-Z0-9_-]+: (?:${STRING}|[0-9]+)$`),
  posting: new RegExp(`^ {2}(${ACCOUNT}) {2}(-?)([0-9]+)(?:\\.([0-9]+))? (${CURRENCY})$`),
};
/** Words that beancount reads as something else than a commodity. */
const NO_CURRENCY = new Set(['TRUE', 'FALSE', 'NULL']);
/** All amounts are read with so many digits behind the dot. */
export const SCALE = 18;

export interface BeanPosting {
  readonly date: string;
  readonly account: string;
  readonly currency: string;
  /** In units of the SCALE-th digit. */
  readonly amount: bigint;
}

export interface BeanFile {
  readonly postings: readonly BeanPosting[];
  readonly opened: ReadonlyMap<string, string>;
  readonly closed: ReadonlyMap<string, string>;
}

/** Reads a file; throws at the first thing that beancount would complain of. */
export function readBeancount(text: string): BeanFile {
  const opened = new Map<string, string>();
  const closed = new Map<string, string>();
  const postings: BeanPosting[] = [];
  let date: string | undefined;
  let sums = new Map<string, bigint>();
  const endTransaction = (): void => {
    if (date !== undefined && sums.size === 0) throw new Error(`a transaction of ${date} without postings`);
    for (const [currency, sum] of sums)
      if (sum !== 0n) throw new Error(`${date}: ${currency} is off by ${sum}`);
    date = undefined;
    sums = new Map();
  };
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  for (const line of text.slice(0, -1).split('\n')) {
    const [kind, match] = kindOf(line);
    if (kind !== 'posting' && kind !== 'metadata') endTransaction();
    else if (date === undefined) throw new Error(`outside of a transaction: ${line}`);
    const [, first = '', second = ''] = match;
    if (kind === 'transaction') date = dateOf(first);
    if (kind === 'open') setOnce(opened, second, dateOf(first));
    if (kind === 'close') setOnce(closed, second, dateOf(first));
    if (kind !== 'posting' || date === undefined) continue;
    const posting = postingOf(match, date);
    postings.push(posting);
    sums.set(posting.currency, (sums.get(posting.currency) ?? 0n) + posting.amount);
  }
  endTransaction();
  checkActive({ postings, opened, closed });
  return { postings, opened, closed };
}

function kindOf(line: string): [keyof typeof LINES, RegExpExecArray] {
  for (const [kind, pattern] of Object.entries(LINES)) {
    const match = pattern.exec(line);
    if (match !== null) return [kind as keyof typeof LINES, match]; // A key of that very table.
  }
  throw new Error(`no line of beancount: ${JSON.stringify(line)}`);
}

function postingOf(
  [, account = '', sign, whole = '', part = '', currency = '']: RegExpExecArray,
  date: string,
): BeanPosting {
  if (NO_CURRENCY.has(currency)) throw new Error(`${currency} is no currency`);
  const size = BigInt(whole + part.padEnd(SCALE, '0'));
  if (size === 0n) throw new Error(`a posting of nothing on ${account}`);
  return { date, account, currency, amount: sign === '-' ? -size : size };
}

function dateOf(text: string): string {
  const at = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text)
    throw new Error(`no date: ${text}`);
  return text;
}

function setOnce(dates: Map<string, string>, account: string, date: string): void {
  if (dates.has(account)) throw new Error(`${account} twice`);
  dates.set(account, date);
}

/** Beancount opens before and closes after everything else of a day. */
function checkActive({ postings, opened, closed }: BeanFile): void {
  for (const { date, account } of postings) {
    const from = opened.get(account);
    if (from === undefined || from > date) throw new Error(`${account} is not open on ${date}`);
    if (date > (closed.get(account) ?? date)) throw new Error(`${account} is closed on ${date}`);
  }
  for (const [account, date] of closed) {
    if ((opened.get(account) ?? '9') > date) throw new Error(`${account} is closed before it is opened`);
  }
}
