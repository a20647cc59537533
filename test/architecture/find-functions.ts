import { lineOf, splitSource } from './split-source.ts';

/** A function, method or arrow with a body in braces, or an arrow that gives back a parenthesis. */
export interface FoundFunction {
  /** Its name; every arrow is `(arrow)`. A type with an arrow in it counts as one, which does no harm. */
  readonly name: string;
  /** The line, from 1, of its name or its arrow. */
  readonly line: number;
  /** Lines from that one to the closing brace, both included. */
  readonly lines: number;
}

const BLOCK_WORDS = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await']);
const CLOSING: Record<string, string> = { '(': ')', '{': '}', '[': ']' };

/** Every function of a source, the nested ones too, in order of their beginning. */
export function findFunctions(text: string): FoundFunction[] {
  const { code } = splitSource(text);
  const found: FoundFunction[] = [];
  const add = (name: string, start: number, bodyAt: number): void => {
    const line = lineOf(code, start);
    found.push({ name, line, lines: lineOf(code, endOfBracket(code, bodyAt)) - line + 1 });
  };
  for (const match of code.matchAll(/=>\s*([{(])/g)) {
    add('(arrow)', match.index, match.index + match[0].length - 1);
  }
  for (const match of code.matchAll(/([#\w$]+)\s*(?:<[^(){};]*>)?\s*\(/g)) {
    const name = match[1] ?? '';
    if (BLOCK_WORDS.has(name)) continue;
    const close = endOfBracket(code, match.index + match[0].length - 1);
    const bodyAt = findBody(code, close + 1);
    if (bodyAt !== null) add(name, match.index, bodyAt);
  }
  return found.sort((a, b) => a.line - b.line);
}

/** The place of the bracket that closes the one at `open`. */
function endOfBracket(code: string, open: number): number {
  const expected: string[] = [];
  for (let at = open; at < code.length; at++) {
    const char = code[at] ?? '';
    const closing = CLOSING[char];
    if (closing !== undefined) expected.push(closing);
    else if (char === expected.at(-1)) {
      expected.pop();
      if (expected.length === 0) return at;
    }
  }
  throw new Error(`a bracket is not closed, line ${lineOf(code, open)}`);
}

/**
 * Where the body begins after the `)` of what may be a parameter list; null when it was a call or a signature.
 * Between the two a type may stand, which may have braces of its own: a brace is the body's unless a type is due.
 */
function findBody(code: string, afterParameters: number): number | null {
  const rest = /\s*(:)?/y;
  rest.lastIndex = afterParameters;
  const hasType = rest.exec(code)?.[1] === ':';
  let at = rest.lastIndex;
  if (!hasType) return code[at] === '{' ? at : null;
  let typeIsDue = true;
  while (at < code.length) {
    const token = /\s*(=>|[\w$.]+|['"`]|[^\s])/y;
    token.lastIndex = at;
    const word = token.exec(code)?.[1];
    if (word === undefined) return null;
    at = token.lastIndex;
    if (word === '{' && !typeIsDue) return at - 1;
    if (/^[;,=)}\]?]$/.test(word)) return null;
    if (word === '{' || word === '(' || word === '[') at = endOfBracket(code, at - 1) + 1;
    else if (/^['"`]$/.test(word)) at = code.indexOf(word, at) + 1;
    else if (word === '<') at = endOfTypeArguments(code, at);
    typeIsDue = /^(?:=>|[:|&]|is|extends|keyof|typeof|readonly|asserts|infer|unique)$/.test(word);
  }
  return null;
}

/** After the `>` that closes the `<` just before `start`; an arrow's `>` does not count. */
function endOfTypeArguments(code: string, start: number): number {
  let depth = 1;
  for (let at = start; at < code.length; at++) {
    if (code[at] === '<') depth++;
    else if (code[at] === '>' && code[at - 1] !== '=' && --depth === 0) return at + 1;
  }
  return code.length;
}
