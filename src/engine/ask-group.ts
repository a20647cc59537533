import type { AcrossCall } from './across-request.ts';
import type { AcrossAnswer } from './answer.ts';
import { BookStream } from './commit/book-stream.ts';
import { groupJob } from './commit/group-job.ts';
import type { MadeId } from './open-options.ts';

/** Takes a checked group on several books in, and resolves to its answer. */
export function askGroup(
  { request, retryRefused, actor }: AcrossCall,
  newId: () => MadeId,
  streamOf: (book: string) => BookStream,
): Promise<AcrossAnswer> {
  const id = request.id === undefined ? newId() : { id: request.id, isIdNew: false };
  return new Promise((settle, fail) => {
    const callOn = (book: string) => streamOf(book).newCall(retryRefused);
    const job = groupJob(request, { ...id, actor }, { callOn, settle, fail });
    BookStream.enterGroup(job, job.books.map(streamOf));
  });
}
