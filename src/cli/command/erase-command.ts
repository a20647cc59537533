import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { printableText } from '../printable-text.ts';
import { addTargetOptions, readTarget, type TargetOptions, tellUnknown } from '../private-target.ts';
import { ACTOR } from '../shared-options.ts';

export function addEraseCommand(cli: CommandLine): void {
  const command = cli.command(
    'erase',
    'Erase the private data of a command or an account, for good; the journal says that it was done. It may be repeated.',
    ['erase --account customer-8134 --commands --actor user:dpo', 'erase --command order-17'],
  );
  addTargetOptions(command)
    .option(...ACTOR)
    .action(
      cli.onHouse<TargetOptions>(
        {
          check: ({ options }) => {
            readTarget(options);
          },
        },
        async (run) => {
          const { book, options, output, isJson } = run;
          const answer = await book.erase(readTarget(options));
          if (isJson) await output.print(jsonLine(answer));
          else if (!answer.ok) return tellUnknown(run);
          else await output.print(erasedText(answer, options));
          if (!answer.ok) return EXIT.refused;
          if (!answer.wiped) output.log(NOT_WIPED);
          return EXIT.done;
        },
      ),
    );
}

function erasedText(
  { erased, seqs }: { readonly erased: number; readonly seqs: readonly number[] },
  { command, account = '', commands = false }: TargetOptions,
): string {
  const ofAccount = `account ${printableText(account)}${commands ? ' and its commands' : ''}`;
  const whose = command === undefined ? ofAccount : `command ${printableText(command)}`;
  if (erased === 0)
    return `Nothing to erase: there are no private data of ${whose}, or they were erased before`;
  const numbers = seqs.map((seq) => `number ${seq}`).join(', ');
  return `Erased what was private of ${whose}: ${erased} ${erased === 1 ? 'record' : 'records'} (${numbers})`;
}

const NOT_WIPED =
  'The bytes may still lie in the files: of a file house until nobody reads an earlier state, then erase again; on PostgreSQL until it vacuums.';
