import type { CommandLine } from '../command-line.ts';
import { type EntryText, splitEntry } from '../entry-text.ts';
import { AssetFinder } from '../find-asset.ts';
import { hasDot, readMoney } from '../money-text.ts';
import { repeatable } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface PostOptions {
  readonly entry: readonly string[];
}

export function addPostCommand(cli: CommandLine): void {
  addWriteCommand<PostOptions>(cli, {
    name: 'post',
    summary: 'Post entries that sum to zero for each asset: negative out of an account, positive into it.',
    examples: [
      'post --entry alice=-12.50 --entry bob=10.00 --entry fees=2.50',
      'post --entry world=-500:GBP/2 --entry alice=500',
    ],
    options: (command) =>
      command.addOption(
        repeatable(
          '--entry <account=amount>',
          'one entry, for world with its asset: world=-500:GBP/2; repeat it',
        ),
      ),
    submit: async (book, { entry }, { dated, how }) => {
      const assets = new AssetFinder(book);
      const read = async ({ account, amount, asset }: EntryText, i: number) => {
        const known = asset ?? (hasDot(amount) ? await assets.at(account, dated.effectiveAt) : null);
        const read = { account, amount: readMoney(`--entry[${i}]`, amount, known) };
        return asset === null ? read : { ...read, asset };
      };
      const entries = [];
      for (const [i, text] of entry.entries()) entries.push(await read(splitEntry(`--entry[${i}]`, text), i));
      return book.post({ ...dated, entries }, how);
    },
  });
}
