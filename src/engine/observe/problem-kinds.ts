/** What problems of an audit are about: the first words of where they are. */
export const PROBLEM_KINDS = [
  'account',
  'asset',
  'books',
  'checkpoint',
  'command',
  'credit',
  'entry',
  'event',
  'file',
  'head',
  'hold',
  'import',
  'journal',
  'label',
  'offer',
  'payment',
  'private',
  'refund',
  'schedule',
  'state',
  'transaction',
  'other',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** What a problem is about, by where it is. Ids stand there only behind such a word. */
export function problemKindOf(where: string): ProblemKind {
  const [word] = where.split(/[ ,]/, 1);
  return PROBLEM_KINDS.find((kind) => kind === word) ?? 'other';
}
