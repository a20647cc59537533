import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { type PackedProject, packProject } from '../support/package/packed-project.ts';

/** What somebody might write who has just installed the package. */
const PROGRAM = `
import { type Answer, backup, Bug, type House, open, StoreError, TallystickError } from 'tallystick';
import { type Counters, openCounters } from 'tallystick/counters';
import { Bank, Ledger } from 'tallystick/memory';
import { formatMoney, parseMoney, toJson } from 'tallystick/money';

await using house: House = await open('memory:');
const book = house.book('shop');
const opened: Answer = await book.openAccount({ account: 'alice', asset: 'GBP/2' });
if (!opened.ok) throw new Error(opened.message);
const held = await book.hold({ hold: 'hotel', account: 'alice', amount: 5n, expiresAt: null });
const told: string = held.ok ? held.id : held.reason;
for await (const row of book.follow({ signal: AbortSignal.timeout(1) })) console.log(told, row.entries.length);
const counters: Counters = house.counters; // One class, whichever entry it is named by.
console.log(await (await openCounters()).total({ counter: 'visits' }), await counters.total({ counter: 'visits' }));
console.log(new Ledger().availableBalance('alice', 0), new Bank(), formatMoney(parseMoney('12.50', 'GBP/2'), 'GBP/2'), toJson(opened), backup, Bug, StoreError, TallystickError);

// @ts-expect-error An amount is no text.
await book.transfer({ from: 'world', to: 'alice', amount: '5' });
// @ts-expect-error What nobody named is nobody's.
await book.perform('transfer', {});
`;

let project: PackedProject;
beforeAll(() => {
  project = packProject();
  cpSync(join(PROJECT_ROOT, 'node_modules/@types/node'), join(project.folder, 'node_modules/@types/node'), {
    recursive: true,
  });
  cpSync(join(PROJECT_ROOT, 'node_modules/undici-types'), join(project.folder, 'node_modules/undici-types'), {
    recursive: true,
  });
  writeFileSync(join(project.folder, 'use.ts'), PROGRAM);
});
afterAll(() => project?.[Symbol.dispose]());

const COMPILERS = ['typescript-5.6', 'typescript-5.9', 'typescript'];
/** AbortSignal is from the types of Node here, and from those of a browser, which come by default, there. */
const PROJECTS = [
  { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022'], types: ['node'] },
  { module: 'preserve', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: [] },
];

for (const compiler of COMPILERS) {
  test.each(PROJECTS)(`compiles by ${compiler}, $moduleResolution`, (options) => {
    const config = join(project.folder, 'tsconfig.json');
    const compilerOptions = { ...options, target: 'es2022', strict: true, skipLibCheck: false, noEmit: true };
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    const tsc = join(PROJECT_ROOT, 'node_modules', compiler, 'bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
}
