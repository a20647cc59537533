import type { CommandLine } from '../command-line.ts';
import { type EntryText, splitEntry } from '../entry-text.ts';
import { repeatable } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface PostOptions {
  readonly entry: readonly string[];
  readonly entryMinor: readonly string[];
}

export function addPostCommand(cli: CommandLine): void {
  addWriteCommand<PostOptions>(cli, {
    name: 'post',
    summary: 'Post entries that sum to zero for each asset: negative out of an account, positive into it.',
    examples: [
      'post --entry alice=-12.50 --entry bob=10.00 --entry fees=2.50',
      'post --entry world=-5.00:GBP/2 --entry alice=5.00',
    ],
    options: (command) =>
      command
        .addOption(
          repeatable(
            '--entry <account=amount>',
            'one entry, in units of the asset, for world with its asset: world=-5.00:GBP/2; repeat it',
          ),
        )
        .addOption(
          repeatable(
            '--entry-minor <account=units>',
            'one entry in minor units: alice=-1250; may be repeated',
          ),
        ),
    submit: async (book, options, request) => {
      const entries = [];
      for (const { account, asset, names, given } of entriesOf(options)) {
        const amount = await request.amount(given, { names, account, asset });
        entries.push(asset === null ? { account, amount } : { account, amount, asset });
      }
      return book.post({ ...request.dated, entries }, request.how);
    },
    done: (options, _, amounts) =>
      `Posted ${entriesOf(options)
        .map(({ account }, i) => `${account} ${amounts[i]}`)
        .join(', ')}`,
  });
}

/** The entries in the order of the options: those in units of their asset, then those in minor units. */
function entriesOf({ entry, entryMinor }: PostOptions) {
  const read = (option: '--entry' | '--entry-minor') => (text: string, i: number) => {
    const field = `${option}[${i}]`;
    const { account, amount, asset }: EntryText = splitEntry(field, text);
    const given = option === '--entry' ? { amount } : { minor: amount };
    return {
      account,
      asset,
      given,
      names: { amount: field, minor: option === '--entry' ? '--entry-minor' : field },
    };
  };
  return [...entry.map(read('--entry')), ...entryMinor.map(read('--entry-minor'))];
}
