import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { commitCommand } from '../../store/store-writes.ts';

// Opens the house of a url, writes one command to a book, and says so. Both are given.
const [url = '', book = ''] = process.argv.slice(2);
const store = await openPostgresStore(url);
await commitCommand(store, book, 1, book);
await store.close();
console.log('done');
