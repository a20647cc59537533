import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectSo } from '../house/house-same.ts';

/** Compiled sources are kept between processes, so that one is ready in a third of the time. */
const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'tallystick-compiled') };

const PROGRAM = join(import.meta.dirname, 'house-load-child.ts');

/** Where a house under load is, and where what is asked and answered is written down. */
export interface LoadPlace {
  readonly url: string;
  readonly folder: string;
}

/** A process that works on a house until it is killed. */
export class LoadProcess {
  readonly logPath: string;
  readonly #child: ChildProcess;
  #said = '';

  private constructor(child: ChildProcess, logPath: string) {
    this.#child = child;
    this.logPath = logPath;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  /** Starts one and waits until it has loaded everything. It does nothing before `go`. */
  static async start({ url, folder }: LoadPlace, seed: number, round: number): Promise<LoadProcess> {
    const logPath = join(folder, `log-${round}.ndjson`);
    const args = [PROGRAM, url, `${seed * 1_000 + round}`, `r${round}`, logPath];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env: ENVIRONMENT });
    const started = new LoadProcess(child, logPath);
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the process under load ended before it began: ${started.#said}`);
    });
    await Promise.race([once(child.stdout, 'data'), ended]);
    ended.catch(() => undefined);
    return started;
  }

  go(): void {
    this.#child.stdin?.write('go\n');
  }

  /** Waits until it has asked for something, or has ended. */
  async hasAsked(): Promise<void> {
    while (!existsSync(this.logPath) || statSync(this.logPath).size === 0) {
      if (this.#child.exitCode !== null) return;
      await sleep(2);
    }
  }

  /** Kills it, without any warning. It must have been at work until then. */
  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (signalCode !== null) return;
    expectSo(exitCode === null, `the process under load ended by itself with ${exitCode}: ${this.#said}`);
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
