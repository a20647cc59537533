import { checkAsset } from '../../commands/asset.ts';
import type { CommandLine } from '../command-line.ts';
import { type GivenAmount, readGivenAmount } from '../money-text.ts';
import { addWriteCommand } from '../write-command.ts';

interface OpenAccountOptions {
  readonly account: string;
  readonly asset: string;
  readonly floor?: string;
  readonly floorMinor?: string;
  readonly ceiling?: string;
  readonly ceilingMinor?: string;
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
        .option('--floor <amount>', 'least available, in units of the asset or "none" (default: 0)')
        .option('--floor-minor <units>', 'the floor in minor units instead')
        .option(
          '--ceiling <amount>',
          'greatest sum of posted, incoming and expected, in units of the asset or "none" (default: none)',
        )
        .option('--ceiling-minor <units>', 'the ceiling in minor units instead'),
    submit: async (book, options, request) => {
      const { account } = options;
      const asset = checkAsset('--asset', options.asset);
      const { floor: least, floorMinor, ceiling: greatest, ceilingMinor } = options;
      const floor = await readLimit('--floor', { amount: least, minor: floorMinor }, asset);
      const ceiling = await readLimit('--ceiling', { amount: greatest, minor: ceilingMinor }, asset);
      return book.openAccount(
        {
          ...request.dated,
          account,
          asset,
          ...(floor === undefined ? {} : { floor }),
          ...(ceiling === undefined ? {} : { ceiling }),
        },
        request.how,
      );
    },
    done: ({ account, asset }) => `Opened account ${account} in ${asset}`,
  });
}

async function readLimit(
  name: string,
  given: GivenAmount,
  asset: string,
): Promise<bigint | null | undefined> {
  const isNone = given.amount === 'none' || given.minor === 'none';
  if (isNone && (given.amount === undefined || given.minor === undefined)) return null;
  return readGivenAmount(given, { amount: name, minor: `${name}-minor` }, async () => asset);
}
