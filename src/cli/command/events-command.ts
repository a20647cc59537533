import { TallystickError } from '../../base/error.ts';
import type { CommandLine, HouseRun, OpenBook } from '../command-line.ts';
import { eventLine } from '../event-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { recordText } from '../export/write-records.ts';
import { AssetFinder } from '../find-asset.ts';
import { recordJson } from '../name-assets.ts';
import { type OrderOption, orderOption, readWhole } from '../shared-options.ts';

interface EventsOptions {
  readonly after?: string;
  readonly order: OrderOption;
  readonly limit?: string;
  readonly follow?: boolean;
}

type EventRecord = Awaited<ReturnType<OpenBook['events']>>[number];

/** Read from the house at once. */
const PAGE_EVENTS_MAX = 500;

export function addEventsCommand(cli: CommandLine): void {
  const work = async (run: HouseRun<EventsOptions>): Promise<ExitCode> => {
    const { order } = run.options;
    const after = run.options.after === undefined ? undefined : readWhole('--after', run.options.after);
    if (order === 'newest' && run.options.follow === true) {
      throw new TallystickError('bad_option', '--order', order, 'oldest with --follow: what comes is newer');
    }
    const { limit: limitText } = run.options;
    const limit = limitText === undefined ? Number.POSITIVE_INFINITY : readWhole('--limit', limitText, 1);
    const assets = new AssetFinder(run.book);
    const show = async (record: EventRecord): Promise<void> =>
      run.output.print(run.isJson ? recordText(await recordJson(record, assets)) : eventLine(record));
    let shown = 0;
    for await (const record of run.options.follow === true
      ? follow(run, after ?? 0)
      : all(run.book, order, after)) {
      await show(record);
      shown += 1;
      if (shown >= limit || run.output.isClosed || run.signal.aborted) break;
    }
    // Ctrl-C is how following ends, so it is no interruption.
    return run.signal.aborted && run.options.follow !== true ? EXIT.interrupted : EXIT.done;
  };
  const command = cli
    .command(
      'events',
      'Print the journal, a line for each command, refused ones too; as JSON, one document a line.',
      [
        'events',
        'events --after 100 --limit 20',
        'events --order newest --limit 10',
        'events --follow --json',
      ],
    )
    .option('--after <number>', 'those behind this number only, in the order asked for')
    .addOption(orderOption('of them'))
    .option('--limit <number>', 'how many at most (default: all)')
    .option(
      '--follow',
      'go on as events come, until Ctrl-C; this process has the house open, and announces expiries',
    );
  const reading = cli.onHouse<EventsOptions>({ reads: () => true }, work);
  const following = cli.onHouse<EventsOptions>({ announces: true }, work);
  command.action((...args: unknown[]) =>
    (command.opts<EventsOptions>().follow === true ? following : reading)(...args),
  );
}

async function* all(
  book: OpenBook,
  order: OrderOption,
  start: number | undefined,
): AsyncGenerator<EventRecord> {
  let after = start;
  for (;;) {
    const page = await book.events({ after, order, limit: PAGE_EVENTS_MAX });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_EVENTS_MAX) return;
    after = last.seq;
  }
}

async function* follow(run: HouseRun<EventsOptions>, after: number): AsyncGenerator<EventRecord> {
  try {
    yield* run.book.follow({ after, signal: run.signal });
  } catch (error) {
    if (!run.signal.aborted) throw error;
  }
}
