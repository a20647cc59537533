import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';

/** A startup message of a client that asks for encryption, or to cancel what another connection does. */
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;

/** What a client sends that the server answers by saying that it is ready: a query, or the end of a series. */
const ASKS = new Set(['Q', 'S']);

export interface PoolerOptions {
  /** Connections to the server. */
  readonly backends: number;
  /** Tells clients the number of a server's process that is not its own, as PgBouncer does. Default true. */
  readonly invents?: boolean;
}

/**
 * Stands before a PostgreSQL server and lends its few connections to any number of clients, for a transaction each, as
 * PgBouncer does with `pool_mode = transaction`: whatever a session was set to, prepared or listens to is another's with the
 * next transaction. A client gets the first connection that is free, and then another than the last one whenever there is one.
 */
export class TransactionPooler {
  readonly #door: Server;
  readonly #backends: Backend[] = [];
  readonly #waiting: PooledClient[] = [];
  readonly #clients = new Set<PooledClient>();
  readonly #invents: boolean;
  #isClosed = false;
  private constructor({ invents = true }: PoolerOptions) {
    this.#invents = invents;
    this.#door = createServer((socket) => {
      socket.setNoDelay(true);
      const client = new PooledClient(socket, this);
      this.#clients.add(client);
      socket.on('close', () => this.#lose(client));
    });
  }

  static async start(serverUrl: string, options: PoolerOptions): Promise<TransactionPooler> {
    const pooler = new TransactionPooler(options);
    for (let i = 0; i < options.backends; i += 1)
      pooler.#backends.push(await Backend.open(serverUrl, pooler));
    pooler.#door.listen(0, '127.0.0.1');
    await once(pooler.#door, 'listening');
    return pooler;
  }

  get port(): number {
    const { port } = this.#door.address() as AddressInfo; // It listens on a port.
    return port;
  }

  /** The same url, through the pooler. */
  urlFor(url: string): string {
    const through = new URL(url);
    through.host = `127.0.0.1:${this.port}`;
    return through.href;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = once(this.#door, 'close');
    this.#door.close();
    for (const { socket } of this.#clients) socket.destroy();
    for (const { socket } of this.#backends) socket.destroy();
    await closed;
  }

  /** What a client is told when it has come. */
  welcome(client: PooledClient): void {
    const [{ greeting = Buffer.alloc(0), processId = 0 } = {}] = this.#backends;
    const key = Buffer.alloc(13);
    key.write('K');
    key.writeInt32BE(12, 1);
    key.writeInt32BE(this.#invents ? randomInt(1 << 30) : processId, 5);
    client.socket.write(Buffer.concat([message('R', [0, 0, 0, 0]), greeting, key, message('Z', [0x49])]));
  }

  /** A client waits for a connection. */
  ask(client: PooledClient): void {
    this.#waiting.push(client);
    this.#lend();
  }

  /** A connection is free: its transaction is over, and everything is answered. */
  free(backend: Backend): void {
    const { client } = backend;
    if (client !== undefined) client.last = backend;
    backend.client = undefined;
    client?.unlink();
    this.#lend();
  }

  #lend(): void {
    while (this.#waiting.length > 0) {
      const free = this.#backends.filter(({ client, isLost }) => client === undefined && !isLost);
      const [client] = this.#waiting;
      if (client === undefined || free.length === 0) return;
      this.#waiting.shift();
      const others = client.last === undefined ? [] : free.filter((one) => one !== client.last);
      const backend = others[randomInt(Math.max(1, others.length))] ?? free[0];
      if (backend === undefined) return;
      backend.client = client;
      client.link(backend);
    }
  }

  /** A client went away: what it had begun is dropped. */
  #lose(client: PooledClient): void {
    this.#clients.delete(client);
    const place = this.#waiting.indexOf(client);
    if (place !== -1) this.#waiting.splice(place, 1);
    const backend = this.#backends.find((one) => one.client === client);
    if (backend === undefined) return;
    backend.client = undefined;
    if (this.#isClosed) return;
    void backend.replace().then(() => {
      if (this.#isClosed) backend.socket.destroy();
      else this.#lend();
    });
  }
}

/** One client of the pooler: what it sends waits until it has a connection. */
class PooledClient {
  readonly socket: Socket;
  /** The connection that it had before. */
  last: Backend | undefined;
  readonly #pooler: TransactionPooler;
  #backend: Backend | undefined;
  #isIn = false;
  #isAsking = false;
  #bytes: Buffer = Buffer.alloc(0);
  readonly #held: Buffer[] = [];

  constructor(socket: Socket, pooler: TransactionPooler) {
    this.socket = socket;
    this.#pooler = pooler;
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      if (!this.#isIn) this.#comeIn();
      if (this.#isIn) this.#takeMessages();
    });
  }

  link(backend: Backend): void {
    this.#isAsking = false;
    this.#backend = backend;
    for (const held of this.#held.splice(0)) backend.take(held);
  }

  unlink(): void {
    this.#backend = undefined;
  }

  #comeIn(): void {
    if (this.#bytes.length < 8) return;
    const length = this.#bytes.readInt32BE(0);
    if (this.#bytes.length < length) return;
    const code = this.#bytes.readInt32BE(4);
    this.#bytes = this.#bytes.subarray(length);
    if (code === SSL_REQUEST || code === GSS_REQUEST) this.socket.write('N');
    else if (code === CANCEL_REQUEST) this.socket.end();
    else {
      this.#isIn = true;
      this.#pooler.welcome(this);
    }
  }

  #takeMessages(): void {
    for (;;) {
      if (this.#bytes.length < 5) return;
      const end = 1 + this.#bytes.readInt32BE(1);
      if (this.#bytes.length < end) return;
      const one = this.#bytes.subarray(0, end);
      this.#bytes = this.#bytes.subarray(end);
      if (one.toString('latin1', 0, 1) === 'X') {
        this.socket.end();
        return;
      }
      if (this.#backend !== undefined) this.#backend.take(one);
      else {
        this.#held.push(one);
        if (this.#isAsking) continue;
        this.#isAsking = true;
        this.#pooler.ask(this);
      }
    }
  }
}

/** One connection to the server. */
class Backend {
  client: PooledClient | undefined;
  socket!: Socket;
  processId = 0;
  isLost = false;
  /** What the server says of itself to every client. */
  greeting: Buffer = Buffer.alloc(0);
  readonly #url: string;
  readonly #pooler: TransactionPooler;
  #bytes: Buffer = Buffer.alloc(0);
  #unanswered = 0;

  private constructor(url: string, pooler: TransactionPooler) {
    this.#url = url;
    this.#pooler = pooler;
  }

  static async open(url: string, pooler: TransactionPooler): Promise<Backend> {
    const backend = new Backend(url, pooler);
    await backend.#connect();
    return backend;
  }

  /** Ends the connection, and the transaction on it, and opens another. */
  async replace(): Promise<void> {
    this.isLost = true;
    this.socket.destroy();
    this.#bytes = Buffer.alloc(0);
    this.#unanswered = 0;
    await this.#connect();
    this.isLost = false;
  }

  take(one: Buffer): void {
    if (ASKS.has(one.toString('latin1', 0, 1))) this.#unanswered += 1;
    if (!this.socket.destroyed) this.socket.write(one);
  }

  /** The driver comes in; from then on its socket is ours. */
  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'pooler' });
    client.on('error', () => undefined);
    const said: Buffer[] = [];
    const { connection } = client as unknown as {
      connection: { on(event: string, told: (one: Said) => void): void };
    };
    connection.on('parameterStatus', ({ parameterName, parameterValue }) => {
      said.push(message('S', Buffer.from(`${parameterName}\0${parameterValue}\0`)));
    });
    await client.connect();
    const { processID, connection: opened } = client as unknown as {
      processID: number;
      connection: { stream: Socket };
    };
    this.processId = processID;
    this.greeting = Buffer.concat(said);
    this.socket = opened.stream;
    this.socket.removeAllListeners('data');
    this.socket.removeAllListeners('close');
    this.socket.removeAllListeners('end');
    const { socket } = this;
    socket.on('data', (bytes: Buffer) => this.#answer(bytes));
    socket.on('close', () => {
      if (socket !== this.socket || this.isLost) return;
      this.isLost = true;
      this.client?.socket.destroy();
    });
  }

  #answer(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      if (this.#bytes.length < 5) return;
      const end = 1 + this.#bytes.readInt32BE(1);
      if (this.#bytes.length < end) return;
      const one = this.#bytes.subarray(0, end);
      this.#bytes = this.#bytes.subarray(end);
      this.client?.socket.write(one);
      if (one.toString('latin1', 0, 1) !== 'Z') continue;
      this.#unanswered -= 1;
      const isIdle = one.toString('latin1', 5, 6) === 'I';
      if (isIdle && this.#unanswered === 0 && this.client !== undefined) this.#pooler.free(this);
    }
  }
}

interface Said {
  readonly parameterName: string;
  readonly parameterValue: string;
}

function message(type: string, body: Uint8Array | number[]): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
}
