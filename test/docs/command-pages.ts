import { COMMANDS } from '../../src/commands/command-table.ts';
import type { AnswerDetail, AnyEntry } from '../../src/commands/entry.ts';
import { commandsOf, describeCommand, makeProgram } from '../cli/describe-command.ts';

/** What answers say besides, on the page of methods. */
const DETAILS: Readonly<Record<AnswerDetail, string>> = {
  nothing: '',
  range: "`note`: `'range'` where the scale of the asset leaves [less than 10^6 units](limits.md#ranges)",
  forced: 'with `force`: `force`, `below: { account, asset, floor, least, later }[]`',
  taken: '`amount`',
  captured: '`amount`; with `force`: `force`, `below` as of `transfer`',
  payments: '`allocations: { payment, amount }[]`',
  postings: '`amount`, `postings: { account, amount }[]`',
  credits: '`allocations: { credit, grantedTo, grantedToLife?, amount }[]`',
  spent: '`allocations: { credit, grantedTo, grantedToLife?, amount }[]`, `order`',
};

const METHODS_BEGIN = '| method | needs | may have | says besides |';

/** The table of the page of methods: every command with its fields, and what its answer says. */
function methodTable(): string {
  const rows = Object.entries<AnyEntry>(COMMANDS).map(([method, { fields, details = 'nothing' }]) => {
    const names = (isNeeded: boolean): string =>
      Object.entries(fields)
        .filter(([, { defaultsTo }]) => (defaultsTo === undefined) === isNeeded)
        .map(([name]) => `\`${name}\``)
        .join(', ');
    const cells = [`\`${method}\``, names(true), names(false), DETAILS[details]];
    return `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
  });
  return [METHODS_BEGIN, '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The page of methods with the table of today. */
function housePage(page: string): string {
  const start = page.indexOf(METHODS_BEGIN);
  const end = page.indexOf('\n\n', start);
  return page.slice(0, start) + methodTable() + page.slice(end);
}

/** The page of the command line with what is said of each command today, in the order of help. */
function cliPage(page: string): string {
  const begin = page.indexOf('\n## Commands\n');
  const head = page.slice(0, page.indexOf('\n### ', begin) + 1);
  const sections = commandsOf(makeProgram()).map(describeCommand);
  return `${head}${sections.join('\n\n')}\n`;
}

/** The pages that say something of every command, each with how it is brought up to date. */
export const COMMAND_PAGES: Readonly<Record<string, (page: string) => string>> = {
  'docs/reference/house.md': housePage,
  'docs/reference/cli.md': cliPage,
};
