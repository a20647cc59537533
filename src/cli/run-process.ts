import { readFileSync } from 'node:fs';
import { ConsoleOutput } from './console-output.ts';
import { explainError, explanationLine } from './explain-error.ts';
import { runCli } from './run-cli.ts';

/** The package's own, two folders up from here, from the sources and from the build alike. */
const packageText = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(packageText) as { version: string };

// Nobody should see a stack trace: an unhandled error is printed like any other.
process.on('uncaughtException', (error) => {
  const explanation = explainError(error, '', []);
  process.stderr.write(`${explanationLine('', explanation)}\n`);
  process.exit(explanation.exitCode);
});

const interrupt = new AbortController();
// Once: a second Ctrl-C ends the process at once.
process.once('SIGINT', () => interrupt.abort());
process.once('SIGTERM', () => interrupt.abort());

// Whoever follows a book waits for what holds no process open by itself.
const alive = setInterval(() => {}, 1_000_000);
process.exitCode = await runCli(process.argv.slice(2), {
  output: new ConsoleOutput(process.stdout, process.stderr),
  readInput: () => process.stdin,
  environment: process.env,
  version,
  signal: interrupt.signal,
});
clearInterval(alive);
