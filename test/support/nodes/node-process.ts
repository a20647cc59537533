import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expectSo } from '../house/house-same.ts';

/** Compiled sources are kept between processes, so that one is ready in a third of the time. */
const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'tallystick-compiled') };

/** A process that is told what to do by lines, and says lines; it may be killed. */
export class NodeProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #complaints = '';
  #isKilled = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints += text;
    });
    // What is said to one that was killed is lost.
    child.stdin?.on('error', () => undefined);
  }

  /** Starts a program of test/support, and waits until it says its first line, which is that it is ready. */
  static async start(
    program: string,
    args: readonly string[],
    onLine: (line: string) => void = () => undefined,
  ): Promise<NodeProcess> {
    const path = join(import.meta.dirname, '..', program);
    const child = spawn(process.execPath, [path, ...args], { stdio: 'pipe', env: ENVIRONMENT });
    const started = new NodeProcess(child);
    const lines = createInterface({ input: child.stdout });
    const ready = once(lines, 'line');
    await Promise.race([ready, started.#ended]);
    expectSo(child.exitCode === null, () => `${program} ended before it began: ${started.#complaints}`);
    lines.on('line', onLine);
    return started;
  }

  tell(line: string): void {
    this.#child.stdin?.write(line.endsWith('\n') ? line : `${line}\n`);
  }

  /** Ends it without any warning. It must have been at work until then. */
  async kill(): Promise<void> {
    if (this.#isKilled) return;
    this.#isKilled = true;
    const { exitCode } = this.#child;
    this.#child.kill('SIGKILL');
    if (exitCode === null) await this.#ended;
    expectSo(exitCode === null, `a node ended by itself with ${exitCode}: ${this.#complaints}`);
  }

  /** Waits until it has ended by itself, with no complaints. */
  async hasFinished(): Promise<void> {
    if (this.#child.exitCode === null) await this.#ended;
    const { exitCode, signalCode } = this.#child;
    expectSo(exitCode === 0, `a node ended with ${exitCode ?? signalCode}: ${this.#complaints}`);
    this.#isKilled = true;
  }
}
