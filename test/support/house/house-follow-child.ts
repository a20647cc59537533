// node test/support/house/house-follow-child.ts URL WHAT: opens a house, whose only work is to follow a journal, to feed counters
// from it, or nothing; says so, and goes on for as long as that work keeps the process alive.
import { open } from '../../../src/engine/open-house.ts';

const [, , url = '', what] = process.argv;
const house = await open(url);
const book = house.book('main');
const feed = book.feed({ feed: 'f', count: () => ({ counter: 'n', value: 1 }) });
if (what === 'follow') void book.follow({ after: 1_000 }).next();
if (what === 'feed') void feed.follow();
console.log('begun');
