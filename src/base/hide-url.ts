/** How a url begins, mistyped ones too: `postgres:/user:...`. */
const URL_LIKE = /^(?:(?:[a-z][a-z0-9+.-]*:)+\/|(?:postgres(?:ql)?|sqlite|memory):)/i;

/** A scheme, and the slashes behind it. */
const SCHEME = /^[a-z][a-z0-9+.-]*:\/*/i;

/** A colon with an @ behind it, written with % or not, as between a user and a host; or an option that is a password. */
const PASSWORD = /(?::|%3a).*(?:@|%40)|(?:pass\w*|pwd)\s*=/is;

/** A colon and no port behind it: the @ may be what was forgotten. */
const NO_PORT = /:(?!\d*(?:[/?#,]|$))/;

/** Whether a text, which need not be a url, may be one with a password, or the words of a connection with one. */
export function hasPassword(text: string): boolean {
  return PASSWORD.test(text);
}

/** A text as it may be shown: itself, or no more than the scheme where it is a url with a password, well-formed or not. */
export function hideUrl(text: string): string {
  if (!URL_LIKE.test(text)) return text;
  const rest = text.replace(SCHEME, '');
  return PASSWORD.test(rest) || NO_PORT.test(rest) ? schemeOf(text) : text;
}

/**
 * As hideUrl, of a text that stands where a url should, and so may be one without a scheme (`user:...@host`) or the words of
 * a connection (`host=...`): only what is plain is shown.
 */
export function hideBadUrl(text: string): string {
  const isUrl = URL_LIKE.test(text);
  if (!/[:@=%]/.test(isUrl ? text.replace(SCHEME, '') : text)) return text;
  return isUrl ? schemeOf(text) : '...';
}

/** A message without those of the words, as they were typed, that may be urls with a password: `--house=...` also. */
export function hideWords(message: string, words: readonly string[]): string {
  return words.reduce((text, word) => {
    const bare = word.replace(/^--?[\w-]+=/, '');
    return URL_LIKE.test(bare) || hasPassword(bare) ? text.replaceAll(bare, hideBadUrl(bare)) : text;
  }, message);
}

function schemeOf(text: string): string {
  return `${SCHEME.exec(text)?.[0] ?? ''}...`;
}
