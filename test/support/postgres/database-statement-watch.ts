/** One whole message from a client of PostgreSQL. */
export interface Message {
  readonly bytes: Buffer;
  /** The text of the statement that it asks for; undefined when it asks for none. */
  readonly asks: string | undefined;
}

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/**
 * Reads what a client sends to PostgreSQL, message by message, to tell when a statement is about to pass. Statements are
 * prepared under a name first (Parse), and then carried out by that name (Bind); or sent as they are (Query).
 */
export class StatementWatch {
  #rest: Buffer = Buffer.alloc(0);
  #hasBegun = false;
  /** What this connection has prepared, by name. */
  readonly #prepared = new Map<string, string>();

  /** What came since the last whole message. */
  get rest(): Buffer {
    return this.#rest;
  }

  /** The messages that are whole by now. */
  read(bytes: Buffer): Message[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const messages: Message[] = [];
    for (let message = this.#take(); message !== undefined; message = this.#take()) messages.push(message);
    return messages;
  }

  #take(): Message | undefined {
    // The first message of a connection has no type.
    const head = this.#hasBegun ? TYPE_BYTES : 0;
    if (this.#rest.length < head + LENGTH_BYTES) return undefined;
    const size = head + this.#rest.readUInt32BE(head);
    if (this.#rest.length < size) return undefined;
    const bytes = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    const asks = this.#hasBegun ? this.#statementOf(bytes) : undefined;
    this.#hasBegun = true;
    return { bytes, asks };
  }

  #statementOf(message: Buffer): string | undefined {
    const type = message.toString('latin1', 0, TYPE_BYTES);
    if (type !== 'P' && type !== 'B' && type !== 'Q') return undefined;
    const [first = '', second = ''] = textsOf(message);
    if (type === 'Q') return first;
    // A portal and its statement; a statement and its text.
    if (type === 'B') return this.#prepared.get(second);
    this.#prepared.set(first, second);
    return undefined;
  }
}

/** The two texts that a message begins with, each ended by a zero. */
function textsOf(message: Buffer): string[] {
  const texts: string[] = [];
  let from = TYPE_BYTES + LENGTH_BYTES;
  while (texts.length < 2) {
    const end = message.indexOf(0, from);
    if (end === -1) break;
    texts.push(message.toString('utf8', from, end));
    from = end + 1;
  }
  return texts;
}
