import { segmentsOf } from '../../base/path.ts';
import { splitAsset } from '../../commands/asset.ts';
import { WORLD } from '../../commands/field.ts';

/** Everything but letters and digits of any script, their marks, and punctuation that no reader minds. */
const ESCAPED_IN_TEXT = /[^\p{L}\p{M}\p{N}_.@+/-]/gu;

/**
 * Any text as one word of letters, digits, `_ . @ + - /` and `%`, so that it can stand in an account name, a
 * description or a tag of hledger, and in a string of beancount. Everything else, `%` itself among it, becomes `%`
 * and two hexadecimal digits for each byte of UTF-8. `decodeURIComponent` reads it back.
 */
export function safeWord(text: string): string {
  return text.replace(ESCAPED_IN_TEXT, (character) => {
    // encodeURIComponent leaves some ASCII punctuation alone, which is to be escaped here too.
    const escaped = encodeURIComponent(character);
    if (escaped !== character) return escaped;
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

/**
 * `GBP/2:assets:cash`: the asset, then the segments of the id, each as one word: so paths are subtrees. Different accounts have
 * different names.
 */
export function hledgerAccount(asset: string, id: string): string {
  return [asset, ...segmentsOf(id).map(safeWord)].join(':');
}

/** The commodity of an asset: its code. In quotes where hledger would take it for a part of the number. */
export function hledgerCommodity(asset: string): string {
  const code = splitAsset(asset).code;
  return /^[A-Z]{2,}$/.test(code) ? code : `"${code}"`;
}

/** What a transaction says about itself, and who did it. */
interface AboutTransaction {
  readonly reference?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly actor?: string | undefined;
}

/** Stands before the names of metadata that mean something else by themselves, or would not be read. */
const NOTE_PREFIX = 'metadata-';
const TAKEN_NAMES: ReadonlySet<string> = new Set([
  'seq',
  'at',
  'id',
  'reference',
  'actor',
  'filename',
  'lineno',
]);

/** The reference, the actor and the metadata as tags of hledger: different names are different tags. */
export function hledgerTags({ reference, metadata = {}, actor }: AboutTransaction): [string, string][] {
  const notes = Object.entries(metadata).map(([name, text]): [string, string] => {
    const isPlain =
      name !== '' && !TAKEN_NAMES.has(name) && !name.startsWith(NOTE_PREFIX) && !HLEDGER_DATES.has(name);
    return [isPlain ? safeWord(name) : NOTE_PREFIX + safeWord(name), text];
  });
  return [...aboutPairs(reference, actor), ...notes];
}

/** Tags that hledger takes for dates and balances of its own. */
const HLEDGER_DATES: ReadonlySet<string> = new Set([
  'date',
  'date2',
  'type',
  't',
  'assert',
  'retain',
  'start',
]);

/** The same as metadata of beancount, whose keys are of ASCII letters, digits, dashes and underscores. */
export function beancountMetadata({ reference, metadata = {}, actor }: AboutTransaction): [string, string][] {
  const notes = Object.entries(metadata).map(([name, text]): [string, string] => {
    const isPlain =
      /^[a-z][a-zA-Z0-9_-]+$/.test(name) && !TAKEN_NAMES.has(name) && !name.startsWith(NOTE_PREFIX);
    return [isPlain ? name : NOTE_PREFIX + beancountWord(name), text];
  });
  return [...aboutPairs(reference, actor), ...notes];
}

function aboutPairs(reference: string | undefined, actor: string | undefined): [string, string][] {
  return [
    ...(reference === undefined ? [] : [['reference', reference] as [string, string]]),
    ...(actor === undefined ? [] : [['actor', actor] as [string, string]]),
  ];
}

/** Any text in ASCII letters, digits and dashes, as in account names. Different texts are different words. */
export function beancountWord(text: string): string {
  return text.replace(ESCAPED_IN_COMPONENT, (character) => {
    return `-u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}-`;
  });
}

/** What an escaped part of a component begins with, in beancount; a dash in front of a `u` is escaped too. */
const ESCAPED_IN_COMPONENT = /[^A-Za-z0-9-]|-(?=u)/gu;
/** Stands before a segment that begins with neither a capital nor a digit, or with this very text. */
const COMPONENT_PREFIX = 'Id-';

/**
 * `Assets:GBP-2:Id-assets:Id-cash`, and `Equity:World:GBP-2` for the world. In each segment of the id every character but ASCII letters, digits
 * and dashes becomes `-u`, its code point in hexadecimal, and `-`; so does a dash in front of a `u`. A segment that begins
 * with neither a capital nor a digit has `Id-` put before it, and so has one that begins with `Id-`. Different
 * accounts have different names.
 */
export function beancountAccount(asset: string, id: string): string {
  const component = asset.replace('/', '-');
  if (id === WORLD) return `Equity:World:${component}`;
  return ['Assets', component, ...segmentsOf(id).map(beancountComponent)].join(':');
}

function beancountComponent(segment: string): string {
  const escaped = beancountWord(segment);
  const isPlain = /^[A-Z0-9]/.test(escaped) && !escaped.startsWith(COMPONENT_PREFIX);
  return isPlain ? escaped : COMPONENT_PREFIX + escaped;
}

/** Codes that mean something else in a beancount file. */
const TAKEN_IN_BEANCOUNT: ReadonlySet<string> = new Set(['TRUE', 'FALSE', 'NULL']);

/**
 * The commodity of an asset: its code, with `.1` behind it where beancount would not take that for a commodity, and `X.`
 * before one that begins with a digit. No code has a dot, so different codes stay different.
 */
export function beancountCommodity(asset: string): string {
  const code = splitAsset(asset).code;
  if (/^[0-9]/.test(code)) return `X.${code}`;
  return code.length < 2 || TAKEN_IN_BEANCOUNT.has(code) ? `${code}.1` : code;
}
