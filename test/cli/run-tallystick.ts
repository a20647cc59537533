import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { type CliRun, runInProcess } from './run-in-process.ts';

const ENTRY = join(PROJECT_ROOT, 'src/cli/index.ts');
/** A colleague of the machine may be slow; a program that hangs is killed and fails its test. */
const MS_MAX = 60_000;

/** What a run is given besides its words. */
export interface CliSurroundings {
  /** What differs from this process's environment, in which no house is named. */
  readonly env?: NodeJS.ProcessEnv;
  /** What comes on standard input. */
  readonly input?: string;
}

/** This process's environment without a house in it. */
function environmentWith(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { TALLYSTICK_HOUSE: _, ...outer } = process.env;
  return { ...outer, ...env };
}

/**
 * A folder of its own, where the program is run. Usually it is run within this process, which takes a fiftieth of the time;
 * what differs in one of its own (signals, streams that close, what keeps it from ending) is asked of `spawn` and `start`.
 */
export class CliFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'tallystick-cli-'));

  file(name: string): string {
    return join(this.path, name);
  }

  /** Runs `tallystick` with these words. */
  run(words: readonly string[], { env, input }: CliSurroundings = {}): Promise<CliRun> {
    // A process has one folder that it works in: a test file that runs in two must do so in turns.
    if (process.cwd() !== this.path) process.chdir(this.path);
    return runInProcess(words, environmentWith(env), input);
  }

  /** Runs it in a process of its own, and waits for its end. */
  spawn(words: readonly string[], { env, input }: CliSurroundings = {}): Promise<CliRun> {
    const { child, ended } = this.start(words, env);
    child.stdin.end(input ?? '');
    return ended;
  }

  /** Runs a line without quotes in it. */
  line(line: string): Promise<CliRun> {
    return this.run(line.split(' '));
  }

  /** Runs a line with --json, and gives the document that it printed. */
  async json(line: string): Promise<{ code: number | null; document: unknown }> {
    const { code, stdout } = await this.line(`${line} --json`);
    return { code, document: JSON.parse(stdout) };
  }

  /** Starts it in a process of its own and goes on; what it comes to is gathered meanwhile. */
  start(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [ENTRY, ...words], {
      cwd: this.path,
      env: environmentWith(env),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: MS_MAX,
    });
    const ended = finished(child);
    const firstOutput = Promise.race([
      new Promise<void>((resolve) => child.stdout.once('data', () => resolve())),
      ended.then(({ code, stderr }) => {
        if (code !== 0) throw new Error(`it ended with ${code} and said: ${stderr}`);
      }),
    ]);
    // Not everybody waits for it.
    firstOutput.catch(() => {});
    return { child, firstOutput, ended };
  }

  remove(): void {
    if (process.cwd() === this.path) process.chdir(PROJECT_ROOT);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Gathers what a child process says, until it ends. */
async function finished(child: ChildProcessWithoutNullStreams): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that needs no input may be gone before it was given any.
  child.stdin.on('error', () => {});
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout, stderr };
}
