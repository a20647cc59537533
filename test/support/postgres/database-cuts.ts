import { StatementWatch } from './database-statement-watch.ts';
import type { ProxiedLink, TcpProxy } from './tcp-proxy.ts';

/** A statement that is kept at the proxy, with what came behind it. */
export class HeldStatement {
  readonly link: ProxiedLink;
  readonly #bytes: Buffer[];

  constructor(link: ProxiedLink, bytes: readonly Buffer[]) {
    this.link = link;
    this.#bytes = [...bytes];
    link.watch((more) => this.#bytes.push(more));
  }

  /** Sends it on. What comes later on the connection passes unseen. */
  deliver(): void {
    for (const bytes of this.#bytes.splice(0)) this.link.toServer(bytes);
    this.link.watch((bytes) => this.link.toServer(bytes));
  }
}

/** Waits for the right moment to let the server know what the house knows already. */
export type Later = () => Promise<unknown>;

export interface Cut {
  readonly name: string;
  /** Whether the statement is carried out all the same. */
  readonly takesEffect: boolean;
  readonly inflict: (held: HeldStatement, later: Later) => void;
}

/** Loses what the server says, up to its answer to the COMMIT: that to what was sent before it may come first. */
function loseUpToCommit(link: ProxiedLink, then: () => void): void {
  let said = '';
  link.loseAnswers((bytes) => {
    said += bytes.toString('latin1');
    if (/(?:COMMIT|ROLLBACK)\0/.test(said)) then();
  });
}

/** What may become of a COMMIT on its way. The house hears of each by a reset of its connection, and knows no more. */
export const CUTS: readonly Cut[] = [
  {
    name: 'never arrives, and both sides hear of the end at once',
    takesEffect: false,
    inflict: ({ link }) => link.reset(),
  },
  {
    name: 'never arrives, and the server keeps the book locked until it hears of the end',
    takesEffect: false,
    inflict: ({ link }, later) => {
      link.part();
      link.resetClient();
      void later().then(() => link.resetServer());
    },
  },
  {
    name: 'is carried out, and the answer is lost',
    takesEffect: true,
    inflict: (held) => {
      loseUpToCommit(held.link, () => held.link.reset());
      held.deliver();
    },
  },
  {
    name: 'is carried out when the house has long heard that the connection is lost',
    takesEffect: true,
    inflict: (held, later) => {
      held.link.part();
      loseUpToCommit(held.link, () => held.link.resetServer());
      held.link.resetClient();
      void later().then(() => held.deliver());
    },
  },
];

interface Order {
  readonly isMeant: (statement: string) => boolean;
  readonly inflict: (held: HeldStatement) => void;
}

/** Looks at every statement that passes a proxy, and has something become of those that it is told to. */
export class StatementCuts {
  readonly #orders: Order[] = [];
  /** How many had something become of them. */
  inflicted = 0;

  constructor(proxy: TcpProxy) {
    proxy.onLink = (link) => {
      const watch = new StatementWatch();
      link.watch((bytes) => this.#pass(link, watch, bytes));
    };
  }

  /** How many are still to come. */
  get open(): number {
    return this.#orders.length;
  }

  /** The next COMMIT that passes is held, and given to `inflict`. Orders are carried out in turn. */
  nextCommit(inflict: Order['inflict']): void {
    this.next((statement) => statement === 'COMMIT', inflict);
  }

  /** As nextCommit, for whatever statement is meant. */
  next(isMeant: Order['isMeant'], inflict: Order['inflict']): void {
    this.#orders.push({ isMeant, inflict });
  }

  #pass(link: ProxiedLink, watch: StatementWatch, bytes: Buffer): void {
    const messages = watch.read(bytes);
    const [order] = this.#orders;
    const at = messages.findIndex(({ asks }) => asks !== undefined && order?.isMeant(asks) === true);
    for (const message of at === -1 ? messages : messages.slice(0, at)) link.toServer(message.bytes);
    if (order === undefined || at === -1) return;
    this.#orders.shift();
    this.inflicted += 1;
    order.inflict(
      new HeldStatement(link, [...messages.slice(at).map((message) => message.bytes), watch.rest]),
    );
  }
}
