// node test/support/crash/erase-child.ts URL COUNT: erases what is private of COUNT accounts with their commands, one after the other; says
// `begin N` before each, and `done N` when it is answered. It never ends.
import { open } from '../../../src/engine/open-house.ts';

const [, , url = '', count = '0'] = process.argv;
const house = await open(url, { announceExpiries: false });
const book = house.book('shop');
for (let i = 0; i < Number(count); i += 1) {
  process.stdout.write(`begin ${i}\n`);
  const answer = await book.erase({ account: `a${i}`, commands: true });
  if (!answer.ok || answer.erased === 0) throw new Error(`nothing was erased: ${JSON.stringify(answer)}`);
  process.stdout.write(`done ${i}\n`);
}
// It is killed, if not in an erasure then here.
setInterval(() => undefined, 1_000);
