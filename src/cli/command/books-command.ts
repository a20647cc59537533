import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { printableText } from '../printable-text.ts';

export function addBooksCommand(cli: CommandLine): void {
  cli.command('books', 'List the books of the house.', ['books', 'books --house shop.db --json']).action(
    cli.onHouse<object>({ reads: () => true }, async ({ house, output, isJson }) => {
      const books = await house.books();
      if (isJson) await output.print(jsonLine({ books }));
      else for (const book of books) await output.print(printableText(book));
      if (books.length === 0 && !isJson) output.log('The house has no books yet.');
      return EXIT.done;
    }),
  );
}
