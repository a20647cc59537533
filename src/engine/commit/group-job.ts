import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import type { CommandRequest } from '../../commands/command-table.ts';
import type { AcrossRequest } from '../across-request.ts';
import type { AcrossAnswer } from '../answer.ts';
import type { MadeId } from '../open-options.ts';
import type { Refusal } from '../text/event-text.ts';
import { groupHash, groupText } from '../text/group-text.ts';
import { labelsOf } from '../text/labels.ts';
import { apartOf } from '../text/private-data.ts';
import { requestText } from '../text/request-text.ts';
import type { Call } from './call.ts';
import { countSingles } from './date-request.ts';
import { checkGroupWeight, type Job, weightOf, withUsedId } from './job.ts';

/** A group of commands on several books, and whoever waits for the answer. */
export interface GroupJob extends MadeId {
  /** Each book once, in order of their names: the order in which they are locked, everywhere. */
  readonly books: readonly string[];
  /** What each book has of it: a group of its own commands, by the book's name. */
  readonly parts: ReadonlyMap<string, Job>;
  /** What it costs: what its parts do together. */
  readonly weight: number;
  /** The group's commands in order: the book of each, and how many single commands it is. */
  readonly commands: readonly { readonly book: string; readonly size: number }[];
  readonly transfer: AcrossRequest['transfer'];
  /** As of a job. */
  taken?(): void;
  settle(answer: AcrossAnswer): void;
  fail(error: unknown): void;
}

/** Whether a job is a group on several books. */
export function isGroup(job: Job | GroupJob): job is GroupJob {
  return 'parts' in job;
}

/** Makes a job of a checked request. Throws `bad_command` for a group that is too heavy. */
export function groupJob(
  { commands, about, expect, transfer }: AcrossRequest,
  own: MadeId & Pick<Job, 'actor'>,
  { callOn, settle, fail }: Pick<GroupJob, 'settle' | 'fail'> & { readonly callOn: (book: string) => Call },
): GroupJob {
  const across = commands.map(({ book }) => book);
  const books = [...new Set(across)].sort(compareUtf8);
  const requests = new Map(
    books.map((book) => {
      const expected = expect.get(book);
      const request = { ...requestIn(book, commands), ...about };
      return [book, expected === undefined ? request : { ...request, expect: expected }];
    }),
  );
  const owns = new Map([...requests].map(([book, request]) => [book, requestText(request)]));
  const hash = groupHash(across, owns);
  const parts = [...requests].map(([book, request]): [string, Job] => {
    const text = groupText({ across, hash, own: owns.get(book) ?? '' });
    return [book, { ...own, ...partJob(request, text, own), call: callOn(book), fail }];
  });
  const sized = commands.map(({ book, request }) => ({ book, size: countSingles(request) }));
  const weight = parts.reduce((sum, [, part]) => sum + part.weight, 0);
  checkGroupWeight('', weight);
  return {
    id: own.id,
    isIdNew: own.isIdNew,
    books,
    parts: new Map(parts),
    weight,
    commands: sized,
    transfer,
    settle,
    fail,
  };
}

function requestIn(book: string, commands: AcrossRequest['commands']): CommandRequest {
  return {
    kind: 'atomic',
    commands: commands.filter((command) => command.book === book).map(({ request }) => request),
  };
}

function partJob(
  request: CommandRequest,
  text: string,
  { actor }: Pick<Job, 'actor'>,
): Omit<Job, 'id' | 'isIdNew' | 'fail' | 'actor'> {
  return {
    kind: 'atomic',
    labels: labelsOf(request, actor),
    text,
    apart: apartOf(request),
    weight: weightOf(request, text),
    work: { kind: 'request', request },
    settle: () => assert(false, 'a part is not answered alone'),
  };
}

/** The same where its id may have been recorded by an attempt of which nobody knows. */
export function perhapsRecordedGroup(job: GroupJob): GroupJob {
  const parts = [...job.parts].map(([book, part]) => [book, withUsedId(part)] as const);
  return { ...withUsedId(job), parts: new Map(parts) };
}

/** A refusal of one book as it is recorded in all: by which book, and where in the whole group, unless it is of that itself. */
export function refusalOfGroup(
  refusal: Refusal,
  { across, book }: { readonly across: readonly string[]; readonly book: string },
): Refusal {
  const [index, ...inner] = refusal.path ?? [];
  if (index === undefined) return { ...refusal, book };
  return { ...refusal, path: [placeInGroup(across, book, index), ...inner], book };
}

/** Where the command of a book stands in the whole group, by where it stands among those of its book. */
function placeInGroup(across: readonly string[], book: string, index: number): number {
  let own = -1;
  const place = across.findIndex((other) => {
    if (other === book) own += 1;
    return own === index;
  });
  assert(place !== -1, 'a command of the group stands in it');
  return place;
}
