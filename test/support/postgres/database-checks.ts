import { allEvents, type House, type JournalRecord } from '../house/house-door.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { askHouse, DATABASE_BOOKS, type DatabaseAnswer, type DatabaseAsk } from './database-asks.ts';
import { KnownSums } from './database-known-sums.ts';
import type { DatabaseLoad } from './database-load.ts';

interface Settled {
  readonly ask: DatabaseAsk;
  readonly answer: DatabaseAnswer;
}

/**
 * After a storm, with every caller answered: the same houses work on without an error, whatever is asked again is
 * answered as before, each command is in the journal once and as it was answered, accounts have what the answers come
 * to, and nothing is wrong with the books.
 */
export async function checkAfterStorm(houses: readonly House[], load: DatabaseLoad): Promise<void> {
  await load.finish();
  const settled = [...load.answers.values()];
  for (const [i, house] of houses.entries()) {
    const half = settled.filter((_, number) => number % houses.length === i);
    await checkAskedAgain(house, half);
  }
  for (const house of houses) await checkJournals(house, settled);
  const [house] = houses;
  expectSo(house !== undefined, 'there is a house');
  const sums = new KnownSums();
  for (const { ask } of settled) if ('input' in ask) sums.asked(ask.book, ask.input);
  for (const { ask, answer } of settled) {
    if ('input' in ask) sums.answered(ask.book, ask.input, answer);
    else if (answer.ok) sums.moved(ask.across);
  }
  await sums.check(house);
  await checkContent(house);
}

/** Nothing that was written is other than the rules and the chain say. */
export async function checkContent(house: House): Promise<void> {
  const verified = await house.verify({ decideAgain: true });
  expectSame('verify', [verified.ok, verified.problems], [true, []]);
  const reconciled = await house.reconcile();
  expectSame('reconcile', [reconciled.ok, reconciled.problems], [true, []]);
}

async function checkAskedAgain(house: House, settled: readonly Settled[]): Promise<void> {
  const check = async (some: readonly Settled[]): Promise<void> => {
    const answers = await askHouse(
      house,
      some.map(({ ask }) => ask),
    );
    const first = some.map(({ answer }) => answer);
    expectSame('what was answered when all was asked again', answers, first);
  };
  for (const book of DATABASE_BOOKS) {
    const own = settled.filter(({ ask }) => 'book' in ask && ask.book === book);
    if (own.length > 0) await check(own);
  }
  await Promise.all(settled.filter(({ ask }) => 'across' in ask).map((each) => check([each])));
}

/** Each command is there once, and nothing else is; its row says what its caller was told. */
async function checkJournals(house: House, settled: readonly Settled[]): Promise<void> {
  for (const book of DATABASE_BOOKS) {
    const records = await allEvents(house.book(book));
    const byId = new Map(records.map((record) => [record.id, record]));
    expectSame(`${book}: ids in the journal`, byId.size, records.length);
    const own = settled.filter(({ ask }) => booksOf(ask).includes(book));
    for (const { ask, answer } of own) {
      const record = byId.get(ask.id);
      expectSo(record !== undefined, `${book}: ${ask.id} was answered, and is not in the journal`);
      expectSame(`${book}: journal row ${record.seq}`, toldBy(record, 'across' in ask), told(answer, book));
    }
    expectSame(`${book}: rows of the journal`, records.length, own.length);
  }
}

function booksOf(ask: DatabaseAsk): readonly string[] {
  return 'across' in ask ? [ask.across.from.book, ask.across.to.book] : [ask.book];
}

/** A row without what a caller is not told; of what goes across books, what both its rows share. */
function toldBy(record: JournalRecord, isAcross: boolean): unknown {
  const { kind: _, command: __, entries: ___, rules: ____, ...facts } = record;
  if (!isAcross) return facts;
  const { id, seq, ok, reason, effectiveAt, recordedAt } = facts;
  return { id, seq, ok, reason, effectiveAt, recordedAt };
}

function told(answer: DatabaseAnswer, book: string): unknown {
  if (!('seqs' in answer)) return answer;
  const { id, seqs, ok, effectiveAt, recordedAt } = answer;
  const reason = answer.ok ? undefined : answer.reason;
  return { id, seq: seqs?.[book], ok, reason, effectiveAt, recordedAt };
}
