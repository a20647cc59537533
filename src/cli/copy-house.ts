import type { Command } from 'commander';
import type { Run } from './command-line.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { jsonLine } from './json-line.ts';
import { printableText } from './printable-text.ts';
import { type Progress, ProgressBar } from './progress-bar.ts';

/** Options of the commands that copy a house. */
export interface CopyCommandOptions {
  readonly overwrite?: boolean;
  readonly verify: boolean;
}

/** What such a command came to. */
interface Copied {
  /** For --json. */
  readonly answer: object;
  /** For people, before the heads. */
  readonly lines: readonly string[];
  readonly books: readonly { readonly book: string; readonly seq: number; readonly link: string }[];
}

interface CopyOptions {
  readonly overwrite: boolean;
  readonly verify: boolean;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export function addCopyOptions(command: Command, what: string): Command {
  return command
    .option('--overwrite', `replace the ${what} that is there`)
    .option(
      '--no-verify',
      'look through the file only, and do not verify every book of the copy, which takes longer',
    );
}

/** Runs a command that copies a house: progress while it runs, then what it came to, with the head of each book. */
export async function copyHouse(
  run: Run<CopyCommandOptions>,
  copy: (run: Run<object>, options: CopyOptions) => Promise<Copied>,
): Promise<ExitCode> {
  const { options, output, isJson, signal } = run;
  const bar = new ProgressBar(output.stderr);
  const { overwrite = false, verify } = options;
  let copied: Copied;
  try {
    copied = await copy(run, { overwrite, verify, onProgress: (progress) => bar.show(progress), signal });
  } finally {
    bar.stop();
  }
  if (isJson) {
    await output.print(jsonLine({ ok: true, ...copied.answer }));
    return EXIT.done;
  }
  for (const line of copied.lines) await output.print(line);
  for (const { book, seq, link } of copied.books) {
    await output.print(`Book ${printableText(book)}: up to number ${seq}, chain ends in ${link}`);
  }
  return EXIT.done;
}
