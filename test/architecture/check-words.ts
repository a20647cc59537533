import type { ProjectFile } from './read-project.ts';
import { lineOf, splitSource } from './split-source.ts';
import type { Violation } from './violation.ts';

/** A pattern that must not stand in some files. */
export interface WordRule {
  readonly name: string;
  /** Which files it is for, by path. */
  readonly where: RegExp;
  readonly exceptWhere?: RegExp;
  /** Whether tests are held to it, too. */
  readonly alsoInTests?: boolean;
  /** Where to look: the code without its strings and comments, the strings alone, or all of the text. */
  readonly within: 'code' | 'literals' | 'text';
  /** With the flag `g`. */
  readonly forbidden: RegExp;
  readonly why: string;
}

/** Built from pieces, so that this file does not hold what it forbids. */
const REGISTRY_HOST = new RegExp(
  ['(?:registry|npm|pkg)', '(?:[\\w-]+\\.)*[\\w-]+', '(?:org|com|io|dev)\\b'].join('\\.') +
    `|\\b(?:${['npm' + 'js', 'yarn' + 'pkg'].join('|')})\\.(?:org|com)\\b`,
  'g',
);
const WORKPLACE_PATH = new RegExp(`(?<![\\w.~)/-])/(?:${['work', 'tmp', 'root'].join('|')})/`, 'g');
const SQL =
  /\b(?:SELECT\b[^;]*\bFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|(?:CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|UNIQUE|SCHEMA)|PRAGMA\s+\w+)\b|^\s*(?:select\b[^;]*\bfrom|insert\s+into|update\s+\S+\s+set|delete\s+from|(?:create|alter|drop)\s+(?:table|index))\b/g;

export const WORD_RULES: readonly WordRule[] = [
  {
    name: 'no SQL outside src/store/',
    where: /^(?:src|examples)\//,
    exceptWhere: /^src\/store\//,
    within: 'literals',
    forbidden: SQL,
    why: 'All SQL lives in src/store/, where one schema and one suite of contracts hold every backend to the same meaning.',
  },
  {
    name: 'the command line writes files in one place',
    where: /^src\/cli\//,
    exceptWhere: /^src\/cli\/files\//,
    within: 'code',
    forbidden: /\b(?:(?:writeFile|appendFile|rename|copyFile|truncate)(?:Sync)?|createWriteStream)\b/g,
    why: 'A file is written by OutputFile, which never writes over a house or what is read, and leaves nothing half done.',
  },
  {
    name: 'what a class keeps to itself begins with #',
    where: /./,
    alsoInTests: true,
    within: 'code',
    forbidden: /^\s*private\s+(?!constructor\b)[\w#]/gm,
    why: 'A member that is private to the compiler alone is there for whoever looks, and stands in the declarations. Only a constructor has no other way.',
  },
  {
    name: "names are the trade's",
    where: /^src\//,
    within: 'code',
    forbidden:
      /\b(?:told|tell(?:s|ing|All)?|bring[A-Z]\w*|brings?|brought|fate|makeWay|letGo|turnstile)\b|\b(?:\w*[a-z])?(?:Told|Fate|Desk|Turnstile|Brought|Bringing)\b/g,
    why: 'Whoever searches looks for report, load, retry, release and mutex: a name of our own for one of them is not found.',
  },
  {
    name: 'no clock in the rules',
    where: /^src\/(?:base|kernel|memory|counters\/rules)\//,
    within: 'code',
    // `instanceof Date` reads no clock.
    forbidden:
      /\bnew\s+Date\b|\bDate\s*[.(]|\b(?:performance|hrtime|Temporal|setTimeout|setInterval|setImmediate|queueMicrotask)\b/g,
    why: 'Time is data that the caller hands in: a rule that read a clock could not be replayed.',
  },
  {
    name: 'no zone data in the rules',
    where: /^src\/(?:kernel|memory)\//,
    within: 'code',
    forbidden: /\b(?:Intl|offsetIn|isTimeZone|occurrenceInZone)\b/g,
    why: 'Zone data changes from year to year: what follows from it is worked out before a command is decided, and kept with it.',
  },
  {
    name: 'no randomness in the rules',
    where: /^src\/(?:base|kernel|memory|counters\/rules)\//,
    within: 'code',
    forbidden: /\bMath\.random\b|\bcrypto\b|\brandomUUID\b|\bgetRandomValues\b/g,
    why: 'The same commands must give the same events on every machine: what must be random is handed in.',
  },
  {
    name: 'no global state of the process in the rules',
    where: /^src\/(?:base|kernel|memory|counters\/rules)\//,
    within: 'code',
    forbidden: /\b(?:process|globalThis|console|require|fetch|async|await|Promise)\b/g,
    why: 'The rules are synchronous functions of their arguments, the same in a server, a browser and a test.',
  },
  {
    name: 'the engine asks one clock what time it is',
    where: /^src\/engine\//,
    exceptWhere: /^src\/engine\/clock\/machine-clock\.ts$/,
    within: 'code',
    forbidden: /\bDate\.now\b|\bnew Date\(\s*\)/g,
    why: 'The present is a value of the batch: whatever read a clock of its own would believe it when it jumps.',
  },
  {
    name: 'a clock is read only by the engine',
    where: /^src\//,
    exceptWhere: /^src\/engine\//,
    within: 'code',
    forbidden: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bhrtime\b/g,
    why: 'Only the engine reads a clock, and it is handed in, so that nodes with skewed clocks do not backdate each other.',
  },
  {
    name: 'no floats on money',
    where: /^src\/(?:base|kernel|memory|counters\/rules)\//,
    within: 'code',
    forbidden: /\b(?:parseFloat|toFixed|toPrecision|toExponential)\b|\bNumber\.parseFloat\b/g,
    why: 'Money is a bigint from the door to the last sum: a float would round it without a word.',
  },
  {
    name: 'no conversion to number in the kernel',
    where: /^src\/kernel\//,
    within: 'code',
    forbidden: /\bNumber\(|\bMath\.(?:round|floor|ceil|trunc)\b|\basIntN\b|\basUintN\b/g,
    why: 'Past 2^53 a number is no longer the amount that it was made from.',
  },
  {
    name: 'no registry host',
    where: /./,
    within: 'text',
    forbidden: REGISTRY_HOST,
    why: 'Where packages come from is for each machine to say; a host written down here would bind everyone to it.',
  },
  {
    name: 'no path of one machine',
    where: /./,
    within: 'text',
    forbidden: WORKPLACE_PATH,
    why: "A path of one machine means nothing on another: go from the project's root, or from the system's folder for temporary files.",
  },
];

/** Every place where a rule's pattern stands. */
export function checkWords(
  files: readonly ProjectFile[],
  rules: readonly WordRule[] = WORD_RULES,
): Violation[] {
  return files.flatMap((file) =>
    rules
      .filter(({ where, exceptWhere }) => where.test(file.path) && exceptWhere?.test(file.path) !== true)
      .flatMap((rule) => findForbidden(file, rule)),
  );
}

function findForbidden(file: ProjectFile, rule: WordRule): Violation[] {
  return textsWithin(file, rule.within).flatMap(({ text, at }) =>
    [...text.matchAll(rule.forbidden)].map((match) => ({
      where: `${file.path}:${lineOf(file.text, at + match.index)}`,
      what: `${rule.name}: ${match[0].trim()}`,
      why: rule.why,
    })),
  );
}

function textsWithin(file: ProjectFile, within: WordRule['within']): readonly { text: string; at: number }[] {
  if (within === 'text') return [{ text: file.text, at: 0 }];
  const split = splitSource(file.text);
  return within === 'literals' ? split.literals : [{ text: split.code, at: 0 }];
}
