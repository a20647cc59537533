import type { CommandLine } from '../command-line.ts';
import { readPairs } from '../name-value-pairs.ts';
import { repeatable } from '../shared-options.ts';
import { addWriteCommand, type WriteRequest } from '../write-command.ts';

interface OpenAccountOptions {
  readonly account: string;
  readonly asset: string;
  readonly floor?: string;
  readonly ceiling?: string;
  readonly metadata: readonly string[];
}

export function addOpenAccountCommand(cli: CommandLine): void {
  addWriteCommand<OpenAccountOptions>(cli, {
    name: 'open-account',
    summary:
      'Open an account, or a new life of an id whose account has ended. It makes the house when there is none.',
    examples: [
      'open-account --account alice --asset GBP/2',
      'open-account --account bank --asset GBP/2 --floor none --metadata owner=Ann',
    ],
    creates: true,
    options: (command) =>
      command
        .requiredOption('--account <account>', 'its id')
        .requiredOption('--asset <asset>', 'code and scale: GBP/2 has two digits after the dot')
        .option('--floor <amount>', 'least available, an amount or "none" (default: 0)')
        .option('--ceiling <amount>', 'greatest available, an amount or "none" (default: none)')
        .addOption(repeatable('--metadata <name=text>', 'a note to keep with it; may be repeated')),
    submit: async (book, options, request) => {
      const { account, asset, metadata } = options;
      const floor = await readLimitAmount('--floor', options.floor, asset, request);
      const ceiling = await readLimitAmount('--ceiling', options.ceiling, asset, request);
      return book.openAccount(
        {
          ...request.dated,
          account,
          asset,
          ...(floor === undefined ? {} : { floor }),
          ...(ceiling === undefined ? {} : { ceiling }),
          ...(metadata.length === 0
            ? {}
            : { metadata: Object.fromEntries(readPairs('--metadata', metadata)) }),
        },
        request.how,
      );
    },
  });
}

async function readLimitAmount(
  field: string,
  text: string | undefined,
  asset: string,
  { amount }: WriteRequest,
): Promise<bigint | null | undefined> {
  if (text === undefined) return undefined;
  return text === 'none' ? null : amount(field, text, asset);
}
