import { momentText } from './moment-text.ts';
import { printableText } from './printable-text.ts';

/** Says which accounts a book does not have; at a moment, if one was asked about. */
export function noSuchAccount(accounts: readonly string[], book: string, at?: number): string {
  const names = accounts.map(printableText).join(', ');
  const when = at === undefined ? '' : ` at ${momentText(at)}`;
  return `Book ${printableText(book)} has no such account${when}: ${names}. See 'tallystick accounts'.`;
}
