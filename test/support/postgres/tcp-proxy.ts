import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Does something with what a client sent, at the time; usually it sends it on. */
export type Watch = (bytes: Buffer) => void;

/** One connection through a proxy: what it is made of may be cut on either side, and in either direction. */
export class ProxiedLink {
  readonly #client: Socket;
  readonly #server: Socket;
  #watch: Watch = (bytes) => this.toServer(bytes);
  #swallowed: Watch | undefined;
  #isDeaf = false;
  #delayMs = 0;
  #isParted = false;

  constructor(client: Socket, server: Socket) {
    this.#client = client;
    this.#server = server;
    client.setNoDelay(true);
    server.setNoDelay(true);
    client.on('data', (bytes: Buffer) => {
      if (!this.#isDeaf) this.#watch(bytes);
    });
    server.on('data', (bytes: Buffer) => {
      if (this.#swallowed !== undefined) this.#swallowed(bytes);
      else if (this.#delayMs === 0) this.#toClient(bytes);
      else setTimeout(() => this.#toClient(bytes), this.#delayMs);
    });
    // A side that ends takes the other along; why it ended is of no interest here.
    for (const [side, other] of [
      [client, server],
      [server, client],
    ] as const) {
      side.on('error', () => undefined);
      side.on('close', () => {
        if (!this.#isParted) other.destroy();
      });
    }
  }

  /** Has what the client sends looked at before it goes on; it goes no further by itself. */
  watch(watch: Watch): void {
    this.#watch = watch;
  }

  toServer(bytes: Buffer): void {
    if (!this.#server.destroyed) this.#server.write(bytes);
  }

  /** From now on nothing that the client sends arrives. */
  loseRequests(): void {
    this.#isDeaf = true;
  }

  /** From now on nothing that the server says arrives. Calls back with what would have. */
  loseAnswers(swallowed: Watch = () => undefined): void {
    this.#swallowed = swallowed;
  }

  /** From now on what the server says takes a while. */
  delayAnswers(ms: number): void {
    this.#delayMs = ms;
  }

  /** From now on neither side hears of the other's end. */
  part(): void {
    this.#isParted = true;
  }

  resetClient(): void {
    this.#client.resetAndDestroy();
  }

  resetServer(): void {
    this.#server.resetAndDestroy();
  }

  reset(): void {
    this.resetClient();
    this.resetServer();
  }

  #toClient(bytes: Buffer): void {
    if (!this.#client.destroyed) this.#client.write(bytes);
  }

  /** Calls back once when both sides are over. */
  onOver(over: () => void): void {
    let open = 2;
    for (const side of [this.#client, this.#server]) {
      side.once('close', () => {
        open -= 1;
        if (open === 0) over();
      });
    }
  }
}

/** A door to a server on this machine that can be shut, that can lead elsewhere, and whose connections can be cut. */
export class TcpProxy {
  readonly #server: Server;
  readonly #links = new Set<ProxiedLink>();
  #target: number;
  #isShut = false;
  /** Told of each new connection before anything passes. */
  onLink: (link: ProxiedLink) => void = () => undefined;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#connect(client));
  }

  /** Listens on a port that is free. */
  static async start(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    const { port } = this.#server.address() as AddressInfo; // It listens on a port.
    return port;
  }

  /** The connections that are not over, oldest first. */
  get links(): readonly ProxiedLink[] {
    return [...this.#links];
  }

  /** Where new connections go from now on. */
  leadTo(targetPort: number): void {
    this.#target = targetPort;
  }

  /** New connections are reset; those that are there stay. */
  shut(): void {
    this.#isShut = true;
  }

  open(): void {
    this.#isShut = false;
  }

  resetAll(): void {
    for (const link of this.links) link.reset();
  }

  async close(): Promise<void> {
    this.resetAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connect(client: Socket): void {
    if (this.#isShut) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const link = new ProxiedLink(client, connect(this.#target, '127.0.0.1'));
    this.#links.add(link);
    link.onOver(() => this.#links.delete(link));
    this.onLink(link);
  }
}
