// node test/support/house/house-open-child.ts URL: tries to open a house, and says what came of it.
import { StoreError } from '../../../src/base/store-error.ts';
import { open } from '../../../src/engine/open-house.ts';

const began = performance.now();
try {
  const house = await open(process.argv[2] ?? '');
  await house.close();
  console.log('opened');
} catch (error) {
  const [code, message] = error instanceof StoreError ? [error.code, error.message] : [error, ''];
  console.log(`${code} ${Math.ceil(performance.now() - began)} ${message}`);
}
