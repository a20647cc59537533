import { assert } from '../../base/assert.ts';

/**
 * What a statement is about: rows of one book, whose name is `$1`; the list of all books; the session (transactions,
 * settings, news); or the schema.
 */
export type Reach = 'book' | 'all books' | 'session' | 'schema';

/** A statement that may be sent. There is no other way to send one, so the list of all is complete. */
export interface Statement {
  readonly reach: Reach;
  /** Under which name the server keeps it prepared; what is sent once only has none. */
  readonly name: string | undefined;
  /** `@journal` stands for the table of that name in the house's schema, `@@` for the schema's bare name. */
  readonly text: string;
  /** Whether others may have locked what it is about: for so long it is waited for. */
  readonly waitsForLocks: boolean;
}

/** The rows of a book and of the house, gates, and rows of counters, which are written without the book being locked. */
const WAITS = /\bFOR UPDATE\b|^INSERT INTO @(?:books|house)\b|^(?:INSERT INTO|UPDATE|DELETE FROM) @counter/;

const ALL = new Set<Statement>();

/** Makes a statement that is sent again and again, and that the server prepares once for each connection. */
export function statement(reach: Reach, text: string): Statement {
  return register({ reach, name: `tallystick_${ALL.size}`, text });
}

/** Makes a statement that is seldom sent, or that cannot be prepared. */
export function rareStatement(reach: Reach, text: string): Statement {
  return register({ reach, name: undefined, text });
}

/** Every statement of the modules that were loaded. */
export function allStatements(): readonly Statement[] {
  return [...ALL];
}

/** The texts of the statements as the server gets them, each made once. */
export class StatementTexts {
  readonly #schema: string;
  readonly #texts = new Map<Statement, string>();

  constructor(schema: string) {
    this.#schema = schema;
  }

  of(statement: Statement): string {
    const known = this.#texts.get(statement);
    if (known !== undefined) return known;
    assert(ALL.has(statement), 'only what is in the list of statements is sent');
    const text = statement.text
      .replaceAll('@@', this.#schema)
      .replace(/@([a-z]+)/g, `"${this.#schema}"."$1"`);
    this.#texts.set(statement, text);
    return text;
  }
}

export function quoted(name: string): string {
  return `"${name}"`;
}

/** `$first, $first+1, ...`: so many. */
export function parameters(first: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `$${first + i}`).join(', ');
}

function register(described: Omit<Statement, 'waitsForLocks'>): Statement {
  const made = { ...described, waitsForLocks: WAITS.test(described.text) };
  ALL.add(made);
  return made;
}
