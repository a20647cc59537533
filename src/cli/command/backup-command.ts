import { backup } from '../../engine/backup-house.ts';
import type { CommandLine, Run } from '../command-line.ts';
import { addCopyOptions, type CopyCommandOptions, copyHouse } from '../copy-house.ts';
import { guardedFiles, refuseGuardedStreams } from '../files/guarded-files.ts';
import { requireHouse } from '../house-url.ts';
import { momentText } from '../moment-text.ts';
import { printableText } from '../printable-text.ts';

export function addBackupCommand(cli: CommandLine): void {
  const command = cli
    .command(
      'backup',
      'Copy a house in a file to another file, whether it is open elsewhere or not, and look the copy through before it is put in its place.',
      ['backup shop-2026-11-30.db', 'backup latest.db --overwrite', 'backup --house shop.db --json copy.db'],
    )
    .argument('<file>', 'the backup to be made');
  addCopyOptions(command, 'backup').action(
    cli.run<CopyCommandOptions>((run) => {
      requireHouse(run.url);
      refuseGuardedStreams(guardedFiles(run.url, []), run.output);
      return copyHouse(run, backUp);
    }),
  );
}

async function backUp({ url, words: [file = ''] }: Run<object>, options: Parameters<typeof backup>[2]) {
  const answer = await backup(url, file, options);
  const { path, bytes, books, id, backedUpAt } = answer;
  const lines = [
    `Done: ${printableText(path)}, ${bytes} bytes, of the house ${id} at ${momentText(backedUpAt)}`,
  ];
  return { answer, lines, books };
}
