import { assert } from '../../base/assert.ts';
import type { AcrossAnswer, AcrossPart, AnyAnswer, Part } from '../answer.ts';
import { unrecorded } from './answer-of.ts';
import type { GroupJob } from './group-job.ts';

/** One answer of those that the books gave or have recorded. */
export function groupAnswer(job: GroupJob, answers: ReadonlyMap<string, AnyAnswer>): AcrossAnswer {
  const all = job.books.map((book) => {
    const answer = answers.get(book);
    assert(answer !== undefined, 'each book of a group answers');
    return { book, answer };
  });
  if (all.some(({ answer }) => answer.seq === undefined)) return unrecorded(job.id, 'id_conflict');
  const seqs = Object.fromEntries(all.map(({ book, answer }) => [book, answer.seq ?? 0]));
  const first = all[0]?.answer;
  assert(first !== undefined, 'a group has a book');
  // Of a group, the commands say themselves when they take effect; a transfer has one moment.
  const moment = job.transfer?.effectiveAt === undefined ? {} : { effectiveAt: job.transfer.effectiveAt };
  const replayed = all.every(({ answer }) => answer.replayed) ? ({ replayed: true } as const) : {};
  if (!first.ok) {
    const { seq: _seq, replayed: _replayed, ...refused } = first;
    return { ...refused, ...moment, ...replayed, seqs };
  }
  const { id, recordedAt } = first;
  const erased = all.some(({ answer }) => answer.erased) ? ({ erased: true } as const) : {};
  const { effectiveAt } = { ...first, ...moment };
  return {
    ok: true,
    id,
    effectiveAt,
    recordedAt,
    ...replayed,
    ...erased,
    seqs,
    parts: inOrder(job, answers),
  };
}

function inOrder(job: GroupJob, answers: ReadonlyMap<string, AnyAnswer>): AcrossPart[] {
  const left = new Map<string, IterableIterator<Part>>();
  for (const [book, answer] of answers) {
    assert(answer.ok && answer.parts !== undefined, 'the books of a group come to the same');
    left.set(book, answer.parts.values());
  }
  return job.commands.flatMap(({ book, size }) =>
    Array.from({ length: size }, () => {
      const part = left.get(book)?.next().value;
      assert(part !== undefined, 'each command of a group has its part');
      return { book, ...part };
    }),
  );
}
