import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

const PROGRAM = join(import.meta.dirname, 'house-teller-child.ts');

/** Another process that has a house open, and does there what it is told. */
export class Teller {
  /** What it said of opening the house: `open`, or the code of what stood in the way, and why. */
  readonly opening: string;
  readonly #child: ChildProcess;
  readonly #lines: Interface;

  private constructor(child: ChildProcess, lines: Interface, opening: string) {
    this.#child = child;
    this.#lines = lines;
    this.opening = opening;
  }

  /** @param user whether it works without the rights of a superuser */
  static async start(url: string, user: 'self' | 'user' = 'self'): Promise<Teller> {
    const child = spawn(process.execPath, [PROGRAM, url, user], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const [opening] = await once(lines, 'line');
    return new Teller(child, lines, opening);
  }

  /** Tells it to do something, and waits for what it says to that. */
  async ask(line: string): Promise<string> {
    const [name] = line.split(' ');
    const { promise, resolve } = Promise.withResolvers<string>();
    const hear = (said: string): void => {
      if (!said.startsWith(`${name}: `)) return;
      this.#lines.off('line', hear);
      resolve(said.slice(`${name}: `.length));
    };
    this.#lines.on('line', hear);
    this.#child.stdin?.write(`${line}\n`);
    return promise;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
