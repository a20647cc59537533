/** Text that stands in a source as data: the inside of a string, or one stretch of a template. */
export interface Literal {
  readonly text: string;
  /** Where its first character stands in the source, from 0. */
  readonly at: number;
}

/**
 * A source with its words told apart from its code.
 * `code` is as long as the source, line for line and column for column, with every comment and the inside of every
 * string, template and regular expression replaced by spaces; what stands inside `${}` of a template stays code.
 */
export interface SplitSource {
  readonly code: string;
  readonly literals: readonly Literal[];
}

/** After these words a `/` begins a regular expression; after any other word it divides. */
const WORDS_BEFORE_A_VALUE = new Set(
  'return typeof case in of do else void delete throw new await yield instanceof'.split(' '),
);

/**
 * Splits TypeScript or JavaScript into code and literals. It is a scanner, not a parser: the compiler has no API to
 * ask here, and the formatter has already ruled out the stranger spellings.
 * A source whose quotes or braces do not close throws, so that a mistake here is never taken for a clean file.
 */
export function splitSource(text: string): SplitSource {
  const code = text.split('');
  const literals: Literal[] = [];
  /** For each open `${`, how many braces are open inside it. */
  const interpolations: number[] = [];
  let at = 0;

  /** Blanks the source up to `end`, but not its line breaks, and goes on from there. */
  const blankTo = (end: number): void => {
    for (; at < end; at++) if (code[at] !== '\n') code[at] = ' ';
  };
  const takeLiteral = (end: number): void => {
    literals.push({ text: text.slice(at, end), at });
    blankTo(end);
  };
  /** Takes the stretch of a template that begins at `at`: up to its end, or into the next `${}`. */
  const takeTemplateStretch = (): void => {
    const end = endOfTemplateStretch(text, at);
    takeLiteral(end);
    if (text[at] === '`') {
      at++;
      return;
    }
    code[at] = ' ';
    code[at + 1] = '(';
    at += 2;
    interpolations.push(0);
  };
  /** Keeps count of the braces in the innermost `${}`; at its own closing brace the template goes on. */
  const takeBrace = (brace: string): void => {
    const depth = interpolations.pop();
    if (depth === undefined) {
      at++;
    } else if (brace === '}' && depth === 0) {
      code[at] = ')';
      at++;
      takeTemplateStretch();
    } else {
      interpolations.push(depth + (brace === '{' ? 1 : -1));
      at++;
    }
  };

  while (at < text.length) {
    const char = text[at];
    const pair = text.slice(at, at + 2);
    if (pair === '//' || (pair === '#!' && at === 0)) blankTo(endOr(text.indexOf('\n', at), text.length));
    else if (pair === '/*') blankTo(endOfComment(text, at));
    else if (char === "'" || char === '"') {
      const end = endOfQuoted(text, at, char);
      at++;
      takeLiteral(end);
      at++;
    } else if (char === '`') {
      at++;
      takeTemplateStretch();
    } else if (char === '/' && beginsRegularExpression(code, at)) {
      const end = endOfRegularExpression(text, at);
      at++;
      blankTo(end);
      at++;
    } else if (char === '{' || char === '}') takeBrace(char);
    else at++;
  }
  if (interpolations.length > 0) throw new Error('a template is not closed');
  return { code: code.join(''), literals };
}

/** The line, from 1, on which a place in a text stands. */
export function lineOf(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', end + 1)) line++;
  return line;
}

function endOr(found: number, otherwise: number): number {
  return found === -1 ? otherwise : found;
}

function endOfComment(text: string, start: number): number {
  const end = text.indexOf('*/', start + 2);
  if (end === -1) throw new Error(`a comment is not closed, line ${lineOf(text, start)}`);
  return end + 2;
}

function endOfQuoted(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  throw new Error(`a string is not closed, line ${lineOf(text, start)}`);
}

function endOfTemplateStretch(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`' || text.startsWith('${', at)) return at;
  }
  throw new Error(`a template is not closed, line ${lineOf(text, start)}`);
}

function endOfRegularExpression(text: string, start: number): number {
  let insideClass = false;
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '[') insideClass = true;
    else if (char === ']') insideClass = false;
    else if (char === '/' && !insideClass) return at;
  }
  throw new Error(`a regular expression is not closed, line ${lineOf(text, start)}`);
}

/** A `/` divides after a value and begins a regular expression anywhere else; what stands before it tells. */
function beginsRegularExpression(code: readonly string[], slashAt: number): boolean {
  let end = slashAt - 1;
  while (end >= 0 && /\s/.test(code[end] ?? '')) end--;
  if (end < 0) return true;
  const before = code[end] ?? '';
  if (/[)\]}'"`]/.test(before)) return false;
  if (!/[\w$]/.test(before)) return true;
  let start = end;
  while (start > 0 && /[\w$]/.test(code[start - 1] ?? '')) start--;
  return WORDS_BEFORE_A_VALUE.has(code.slice(start, end + 1).join(''));
}
