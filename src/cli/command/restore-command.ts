import { restore } from '../../engine/backup-house.ts';
import type { CommandLine, Run } from '../command-line.ts';
import { addCopyOptions, type CopyCommandOptions, copyHouse } from '../copy-house.ts';
import { guardedFiles, refuseGuardedStreams } from '../files/guarded-files.ts';
import { momentText } from '../moment-text.ts';
import { printableText } from '../printable-text.ts';

export function addRestoreCommand(cli: CommandLine): void {
  const command = cli
    .command(
      'restore',
      'Make a house of a backup: in place of none, or with --overwrite of one that is closed, and with nothing left beside it.',
      ['restore shop-2026-11-30.db --house shop.db', 'restore latest.db --house shop.db --overwrite'],
    )
    .argument('<file>', 'the backup, or a copy of the file of a closed house');
  addCopyOptions(command, 'house').action(
    cli.run<CopyCommandOptions>((run) => {
      refuseGuardedStreams(guardedFiles(run.url, run.words), run.output);
      return copyHouse(run, restoreTo);
    }),
  );
}

async function restoreTo({ url, words: [file = ''] }: Run<object>, options: Parameters<typeof restore>[2]) {
  const answer = await restore(file, url, options);
  const { id, backedUpAt, books } = answer;
  const from = backedUpAt === null ? 'from a copy of the file' : `as of ${momentText(backedUpAt)}`;
  return { answer, lines: [`Done: ${printableText(answer.url)} is the house ${id}, ${from}`], books };
}
