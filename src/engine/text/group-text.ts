import { createHash } from 'node:crypto';
import { compareUtf8 } from '../../base/id.ts';

/** What one book has of a group on several, as its journal keeps it. */
export interface GroupText {
  /** The book of each command of the whole group, in order. */
  readonly across: readonly string[];
  /** Of the whole group: each book holds what the others have to say. */
  readonly hash: string;
  /** The request of this book's own commands. */
  readonly own: string;
}

const BEGIN = '{"kind":"atomic",';

/**
 * The text of a book's part. Parts under one id in several books are those of one group exactly when they name the same
 * hash: so a book's own text is the same exactly when the whole group is.
 */
export function groupText({ across, hash, own }: GroupText): string {
  return `${BEGIN}${memberText({ across, hash })}${own.slice(BEGIN.length)}`;
}

function memberText({ across, hash }: Omit<GroupText, 'own'>): string {
  return `"across":${JSON.stringify(across)},"groupHash":"${hash}",`;
}

/** Reads the text of a request; undefined when it is no part of a group on several books. Throws when it is damaged. */
export function readGroupText(text: string): GroupText | undefined {
  if (!text.startsWith(`${BEGIN}"across":`)) return undefined;
  const { across, groupHash: hash } = JSON.parse(text);
  const isGroup = Array.isArray(across) && across.every((book) => typeof book === 'string');
  if (!isGroup || typeof hash !== 'string')
    throw new Error('the part of a group lacks its books or its hash');
  const members = memberText({ across, hash });
  if (!text.startsWith(members, BEGIN.length)) throw new Error('the part of a group does not begin as one');
  return { across, hash, own: BEGIN + text.slice(BEGIN.length + members.length) };
}

/** SHA-256 of a group: of the books of its commands, and of each book's own request, in order of the books' names. */
export function groupHash(across: readonly string[], owns: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(JSON.stringify(across));
  for (const book of [...owns.keys()].sort(compareUtf8)) {
    hash.update(`\n${JSON.stringify(book)}${owns.get(book) ?? ''}`);
  }
  return hash.digest('hex');
}
