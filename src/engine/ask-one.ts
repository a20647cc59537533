import type { CommandRequest } from '../commands/command-table.ts';
import type { AnyAnswer } from './answer.ts';
import { type CommandOptions, retriesRefused } from './command-input.ts';
import type { BookStream } from './commit/book-stream.ts';
import { requestJob, type TakenRequest } from './commit/job.ts';
import { hasNaturalName } from './commit/natural-names.ts';
import type { MadeId } from './open-options.ts';

/** What asking needs of a book. */
interface AskedBook {
  readonly stream: BookStream;
  readonly newId: () => MadeId;
  readonly actor: string | null;
}

/** Takes a checked command or group in, and resolves to its answer. */
export async function askOne(
  book: AskedBook,
  taken: TakenRequest,
  options?: CommandOptions,
): Promise<AnyAnswer> {
  const { request } = taken;
  const { stream, actor } = book;
  const retryRefused = retriesRefused(options);
  const named = nameOf(book, request);
  const mayRepeat = !named.isIdNew || hasNaturalName(request);
  const call = mayRepeat ? stream.newCall(retryRefused && !named.isIdNew) : undefined;
  return await new Promise<AnyAnswer>((resolve, reject) => {
    void stream.enter(requestJob(taken, { ...named, actor }, call, reject, resolve));
  });
}

/** The id of a request: its own, or one that is made. */
export function nameOf({ newId }: Pick<AskedBook, 'newId'>, { id }: CommandRequest): MadeId {
  return id === undefined ? newId() : { id, isIdNew: false };
}
