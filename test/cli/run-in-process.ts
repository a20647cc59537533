import { Readable, Writable } from 'node:stream';
import { ConsoleOutput } from '../../src/cli/console-output.ts';
import { runCli } from '../../src/cli/run-cli.ts';

/** What a run of the program came to. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tallystick` in this process, which is much faster than in one of its own. */
export async function runInProcess(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input = '',
): Promise<CliRun> {
  const said = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof said) =>
    new Writable({
      write: (chunk, _encoding, done) => {
        said[name] += String(chunk);
        done();
      },
    });
  const output = new ConsoleOutput(streamTo('stdout'), streamTo('stderr'));
  const { signal } = new AbortController();
  const readInput = () => Readable.from(input === '' ? [] : [Buffer.from(input)]);
  const code = await runCli(words, { output, readInput, environment, version: '0.0.0', signal });
  return { code, ...said };
}
