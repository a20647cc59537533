// node test/support/crash/start-purses-child.ts URL STEP: starts the purses of a book, and kills itself as soon as that step of the transaction
// which writes is done: lock, write or commit.
import { openHouse } from '../../../src/engine/open-house.ts';
import { openStore } from '../../../src/store/open-store.ts';

const [url = '', step = ''] = process.argv.slice(2);
const store = await openStore(url);
let isStarting = false;

const begin = store.begin.bind(store);
store.begin = async () => {
  const transaction = await begin();
  return new Proxy(transaction, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (!isStarting || name !== step) return typeof value === 'function' ? value.bind(target) : value;
      return async (...args: unknown[]) => {
        const answer = await value.apply(target, args);
        process.kill(process.pid, 'SIGKILL');
        return answer;
      };
    },
  });
};
const house = await openHouse(store, { announceExpiries: false });
isStarting = true;
await house.book('shop').startPurses({ id: 'start' });
await house.close();
