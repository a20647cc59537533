import { open } from '../../../src/engine/open-house.ts';
import type { OpenOptions } from '../house/house-door.ts';
import { type Message, StatementWatch } from '../postgres/database-statement-watch.ts';
import { type ProxiedLink, TcpProxy } from '../postgres/tcp-proxy.ts';
import { type Fault, FaultCount } from './fault-plan.ts';
import { FAULTY_SETTINGS, type HoldingHouse } from './faulty-house.ts';

/** What a full disk is to PostgreSQL: it does not pass by itself. */
const DISK_FULL = `DO $$ BEGIN RAISE EXCEPTION 'made to fail' USING ERRCODE = '53100'; END $$`;

/** A message of the protocol: its type, its length and what is in it. */
function message(type: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  );
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const NONE = Buffer.alloc(2);
const TERMINATE = message('X');
/** A statement that fails, in the place of a simple one, and in that of a prepared one. */
const REFUSED_QUERY = message('Q', DISK_FULL);
const REFUSED_STATEMENT = Buffer.concat([
  message('P', '', DISK_FULL, NONE),
  message('B', '', '', NONE, NONE, NONE),
  message('E', '', Buffer.alloc(4)),
  message('S'),
]);

const typeOf = ({ bytes }: Message): string => bytes.toString('latin1', 0, 1);

/** Messages that go together, up to the one that has the server carry them out. */
type Step = readonly Message[];

/** Reads what a connection asks for, step by step. */
class WireSteps {
  readonly #watch = new StatementWatch();
  readonly #whole: { readonly step: Step; readonly isFirst: boolean }[] = [];
  #waiting: Message[] = [];
  #hasBegun = false;

  add(bytes: Buffer): void {
    for (const next of this.#watch.read(bytes)) {
      this.#waiting.push(next);
      const isFirst = !this.#hasBegun;
      this.#hasBegun = true;
      if (!isFirst && 'PBDEC'.includes(typeOf(next))) continue;
      this.#whole.push({ step: this.#waiting, isFirst });
      this.#waiting = [];
    }
  }

  take(): { readonly step: Step; readonly isFirst: boolean } | undefined {
    return this.#whole.shift();
  }
}

/**
 * Counts what is asked of a server: to connect, and each statement; and has some of it fail: the connection is lost before it
 * arrives, or once it was carried out and before that is told; or the server refuses it, as with a full disk. Or has it wait.
 */
class WireFaults extends FaultCount {
  constructor(proxy: TcpProxy) {
    super();
    proxy.onLink = (link) => {
      const steps = new WireSteps();
      let isWaiting = false;
      const pass = async (): Promise<void> => {
        for (let next = steps.take(); next !== undefined; next = steps.take()) {
          const { step, isFirst } = next;
          const name = nameOf(step, isFirst);
          let fault = name === undefined ? undefined : this.take(name);
          if (fault instanceof Promise) {
            isWaiting = true;
            fault = await fault;
            isWaiting = false;
          }
          // A server that is there never refuses to end a transaction.
          const isIrrefusable = name === 'ROLLBACK' && fault?.passes === false;
          if (fault === undefined || isIrrefusable) link.toServer(bytesOf(step));
          else if (inflict(link, step, { ...fault, passes: fault.passes || isFirst })) return;
        }
      };
      link.watch((bytes) => {
        steps.add(bytes);
        if (!isWaiting) void pass();
      });
    };
  }
}

/** What a step is called; undefined for what is none. */
function nameOf(step: Step, isFirst: boolean): string | undefined {
  if (isFirst) return 'connect';
  if (!step.some((each) => 'QS'.includes(typeOf(each)))) return undefined;
  const asked = step.find(({ asks }) => asks !== undefined)?.asks ?? '';
  // News of a commit may be lost, and goes out some time or other: with it no step would come at the same number again.
  return asked.includes('pg_notify') ? undefined : (/^\w+/.exec(asked)?.[0] ?? 'other');
}

function bytesOf(messages: Step): Buffer {
  return Buffer.concat(messages.map(({ bytes }) => bytes));
}

/** True when the connection is over. */
function inflict(link: ProxiedLink, step: Step, { passes, takesEffect }: Fault): boolean {
  if (!passes) {
    // What the driver has prepared is prepared.
    const prepared = step.filter((each) => typeOf(each) === 'P');
    const isPlain = step.some((each) => typeOf(each) === 'Q');
    link.toServer(isPlain ? REFUSED_QUERY : Buffer.concat([bytesOf(prepared), REFUSED_STATEMENT]));
    return false;
  }
  link.loseRequests();
  if (takesEffect) {
    link.loseAnswers();
    // The server ends the connection when it has done what was asked before.
    link.toServer(Buffer.concat([bytesOf(step), TERMINATE]));
  } else {
    link.reset();
  }
  return true;
}

/** A house on a server behind a network that fails; what is there is seen from another one, past that network. */
export async function faultyOnWire(url: string, options: OpenOptions = {}): Promise<HoldingHouse> {
  const settings = { ...FAULTY_SETTINGS, ...options };
  const behind = new URL(url);
  const proxy = await TcpProxy.start(Number(behind.port));
  behind.port = String(proxy.port);
  const faults = new WireFaults(proxy);
  const beside = await open(url, settings);
  const house = await open(behind.href, settings);
  return {
    house,
    get steps() {
      return faults.steps;
    },
    arm: (plan) => faults.arm(plan),
    hold: (step) => faults.hold(step),
    recover: async () => undefined,
    aside: (look) => look(beside),
    close: async () => {
      faults.arm(undefined);
      await Promise.all([house.close(), beside.close()]);
      await proxy.close();
    },
  };
}
