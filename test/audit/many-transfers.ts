import type { OpenBook } from '../support/house/house-door.ts';

const ACCOUNTS = Array.from({ length: 20 }, (_, i) => `a${i}`);

export async function openAccounts(book: OpenBook): Promise<void> {
  await book.submit(
    ACCOUNTS.map((account) => ({ kind: 'open_account', account, asset: 'GBP/2', floor: null })),
  );
}

export async function transfer(book: OpenBook, count: number): Promise<void> {
  const commands = Array.from({ length: count }, (_, i) => {
    const [from, to] = [ACCOUNTS[i % 20] ?? '', ACCOUNTS[(i * 7 + 3) % 20] ?? ''];
    return { kind: 'transfer', from, to: from === to ? 'world' : to, amount: BigInt(1 + (i % 9)) } as const;
  });
  await book.submit(commands);
}
