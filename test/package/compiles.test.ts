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

/** What the types say of each kind of command: its reasons, its answer, its record. */
const TYPED = `
import { type AnswerOf, type AnyAnswer, type CommandInput, type DryAnswer, type JournalRecord, type OpenBook, type ReasonOf } from 'tallystick';

function tell(reason: ReasonOf<'close_account'>): string {
  switch (reason) {
    case 'account_unknown': return 'there is none';
    case 'account_named_later': case 'account_not_empty': case 'account_scheduled': case 'account_frozen': return 'not yet';
    case 'transaction_exists': case 'id_conflict': return 'the id is taken';
    case 'period_closed': return 'too late';
    case 'expectation_failed': return 'it has changed';
    case 'clock_jumped': return 'what time is it?';
    default: return reason satisfies never;
  }
}
function forgets(reason: ReasonOf<'close_account'>): string {
  switch (reason) {
    case 'account_unknown': case 'account_named_later': case 'account_not_empty': case 'account_scheduled': case 'account_frozen': return 'no';
    case 'transaction_exists': case 'id_conflict': case 'clock_jumped': case 'expectation_failed': return 'no';
    // @ts-expect-error A period may be closed.
    default: return reason satisfies never;
  }
}
// @ts-expect-error Nothing that ends is closed.
tell('expires_before_start');
const never: ReasonOf<'lock_before'>[] = ['period_not_over', 'transaction_exists', 'expectation_failed', 'id_conflict', 'clock_jumped'];
// @ts-expect-error It is what closes periods.
never.push('period_closed');

export async function ask(book: OpenBook, many: readonly CommandInput[]): Promise<void> {
  const closed: AnswerOf<'close_account'> = await book.closeAccount({ account: 'a' });
  if (!closed.ok) tell(closed.reason);
  const held = await book.hold({ hold: 'h', account: 'a', amount: 1, expiresAt: 5 });
  // @ts-expect-error A hold has other reasons.
  if (!held.ok) tell(held.reason);
  const reason: 'expires_before_start' | 'hold_exists' | undefined = held.ok || (held.reason !== 'hold_exists' && held.reason !== 'expires_before_start') ? undefined : held.reason;
  const locked = await book.lockBefore(5);
  if (!locked.ok) never.push(locked.reason);
  await book.transaction(async (tx) => {
    const step = await tx.closeAccount({ account: 'a' });
    if (step.ok) return;
    const inside: Exclude<ReasonOf<'close_account'>, 'id_conflict' | 'clock_jumped'> = step.reason;
    console.log(inside, reason);
  });

  const [taken, spent, group, ...rest] = await book.submit([
    { kind: 'capture', hold: 'h' },
    { kind: 'spend', account: 'a', amount: 1, clock: {} },
    { kind: 'atomic', commands: [{ kind: 'release', hold: 'h' }] },
  ]);
  const none: [] = rest;
  if (taken.ok) taken.amount satisfies bigint;
  // @ts-expect-error A spend says what it drew on.
  if (spent.ok) spent.amount;
  if (spent.ok) spent.allocations[0]?.credit satisfies string | undefined;
  if (group.ok) group.parts satisfies readonly unknown[];
  // @ts-expect-error A capture makes no credit.
  const wrong: 'credit_exists' | undefined = taken.ok ? undefined : taken.reason === 'credit_exists' ? taken.reason : undefined;
  const answers: AnyAnswer[] = await book.submit(many);
  for (const answer of await book.submit(many.map((each) => each))) if (answer.ok) answer.parts;
  const mixed = await book.submit([...many, { kind: 'transfer', from: 'a', to: 'b', amount: 1 }]);
  // @ts-expect-error A transfer has no color.
  await book.submit([{ kind: 'transfer', from: 'a', to: 'b', amount: 1, color: 'red' }]);
  // @ts-expect-error There is no such kind.
  await book.submit([{ kind: 'transfers', from: 'a', to: 'b', amount: 1 }]);

  const tried = await book.dryRun({ kind: 'capture', hold: 'h' });
  if (tried.ok) tried.amount satisfies bigint;
  // @ts-expect-error Nothing is on record.
  tried.recordedAt satisfies number;
  const [, second] = await book.dryRun([{ kind: 'capture', hold: 'h' }, { kind: 'close_account', account: 'a' }]);
  if (!second.ok) tell(second.reason);
  const dry: DryAnswer[] = await book.dryRun(many);
  console.log(none, wrong, answers, mixed.length, dry);
  for await (const record of book.follow()) showRecord(record);
}

function showRecord(record: JournalRecord): void {
  if (record.kind === 'hold') console.log(record.command.hold satisfies string, record.command.amount satisfies bigint, record.reason === 'hold_exists');
  if (record.kind === 'close_account' && record.reason !== undefined) tell(record.reason);
  if (record.kind === 'spend') console.log(record.command.clock['a'] satisfies bigint | undefined);
  if (record.kind === 'announce_expiry') console.log(record.command.what satisfies 'hold' | 'offer');
  if (record.kind === 'erase') console.log(record.command.rows.length);
  // @ts-expect-error A transfer has no hold.
  if (record.kind === 'transfer') console.log(record.command.hold);
  // @ts-expect-error What was private stands elsewhere.
  if (record.kind === 'transfer') console.log(record.command.private);
  // @ts-expect-error A conflict is not on record.
  if (record.kind === 'transfer') console.log(record.reason === 'id_conflict');
  if (record.kind === 'atomic') for (const each of record.command.commands) if (each.kind === 'pay') console.log(each.payment, each.id);
}
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
  writeFileSync(join(project.folder, 'typed.ts'), TYPED);
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
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['use.ts', 'typed.ts'] }));
    const tsc = join(PROJECT_ROOT, 'node_modules', compiler, 'bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
}
