import { TallystickError } from '../base/error.ts';
import { hasPassword, hideBadUrl } from '../base/hide-url.ts';
import { houseEndingOf } from './sqlite/house-files.ts';

/** What a url names: `memory:`, a file, or a database. */
export type StorePlace =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

const SQLITE = 'sqlite:';
const POSTGRES = /^postgres(?:ql)?:\/\//;
const EXPECTED = 'memory:, sqlite:PATH or postgres://...';

/** A drive, on Windows: its colon is no sign of a user and a password. */
const DRIVE = /^[a-z]:[\\/]/i;

/**
 * Reads the url of a house; `field` is what it is called in messages. What might hold a password is in no message. Throws
 * `bad_option` for any other url, for a file with options, and for a path that looks as if another url was meant: one that
 * begins with two slashes, has a colon and an @ behind it, or a password.
 */
export function readStoreUrl(url: unknown, field = 'url'): StorePlace {
  if (typeof url !== 'string') {
    throw new TallystickError('bad_option', field, typeof url === 'object' ? '...' : url, EXPECTED);
  }
  if (url === 'memory:') return { kind: 'memory' };
  if (POSTGRES.test(url)) return { kind: 'postgres', url };
  if (!url.startsWith(SQLITE)) throw new TallystickError('bad_option', field, hideBadUrl(url), EXPECTED);
  const path = url.slice(SQLITE.length);
  const rest = path.replace(DRIVE, '');
  const isHidden = hasPassword(rest) || rest.includes('://');
  if (path === '' || path.includes('\0') || path.startsWith('//') || isHidden) {
    const expected = 'sqlite:PATH, where PATH does not begin with // and has no colon before an @';
    throw new TallystickError('bad_option', field, isHidden ? `${SQLITE}...` : hideBadUrl(url), expected);
  }
  const mark = path.indexOf('?');
  if (mark === -1) {
    const ending = houseEndingOf(path);
    if (ending === undefined) return { kind: 'sqlite', path };
    const expected = `another name: a file that ends in ${ending} belongs to the house of the name before that`;
    throw new TallystickError('bad_option', field, hideBadUrl(url), expected);
  }
  const [name = ''] = new URLSearchParams(path.slice(mark)).keys();
  const named = /^\w{1,40}$/.test(name) ? `${field}.${name}` : field;
  throw new TallystickError(
    'bad_option',
    named,
    '...',
    'no options: sqlite:PATH has none, and PATH no question mark',
  );
}
