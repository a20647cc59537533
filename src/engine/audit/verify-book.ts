import { RULES_VERSION } from '../../kernel/rules-version.ts';
import { FIRST_KINDS } from '../../store/due-first.ts';
import { ROW_KIND_NAMES } from '../../store/row-kinds.ts';
import { isSideKind } from '../../store/side-rows.ts';
import type { EntryRow, Store, StoreView } from '../../store/store.ts';
import { earliest } from '../follow/next-due.ts';
import { type AuditedBook, breakIn, entryCursor, kindCursor, nameOfEntry } from './audited-book.ts';
import { ChainWalk } from './chain-walk.ts';
import { CheckpointCheck } from './check-checkpoints.ts';
import { FrontierCheck } from './check-frontiers.ts';
import { LimitsCheck } from './check-limits.ts';
import { compareAllEntries, compareKind } from './compare-rows.ts';
import { ContentSums, newKey } from './content-sums.ts';
import { BookRebuild } from './rebuild-book.ts';
import { type ReplayEnd, replayJournal } from './replay-journal.ts';
import type { RowCursor } from './row-cursor.ts';
import { withScratch } from './scratch-store.ts';
import { BalanceWalk } from './walk-balances.ts';

/**
 * Checks everything that is stored of a book against its journal, and the journal against itself. Of a sound book,
 * commands, labels and entries, of which there are the most, are compared by sums that need no room. Only when these differ
 * is everything rebuilt once more, to find and name the rows.
 */
export async function verifyBook(place: AuditedBook, decideAgain: boolean): Promise<void> {
  const chain = new ChainWalk(place.findings);
  if (decideAgain) return await verifyByRows(place, { chain, decides: true });
  if (await verifyBySums(place, chain)) return;
  await verifyByRows(place, { chain: undefined, decides: false });
}

interface Pass {
  /** Given in the first pass over the journal, and checked there. */
  readonly chain: ChainWalk | undefined;
  readonly decides: boolean;
}

/** What a pass over the journal led to. */
interface Rebuilt {
  readonly view: StoreView;
  readonly sums: ContentSums;
  readonly end: ReplayEnd;
}

async function rebuild(
  place: AuditedBook,
  pass: Pass & { readonly scratch: Store; readonly keepsAll: boolean; readonly key: string },
): Promise<Rebuilt> {
  const { view, head, findings } = place;
  const sums = new ContentSums(pass.key);
  const replay = new BookRebuild({
    scratch: pass.scratch,
    audited: view,
    book: head.book,
    keepsAll: pass.keepsAll,
    decides: pass.decides,
    sums,
    onProblem: (seq, what) => {
      // Of what is replayed twice, problems are reported once.
      if (pass.keepsAll) findings.add(`journal row ${seq}`, what);
    },
  });
  const end = await replayJournal(place, replay, pass.chain);
  return { view: pass.scratch.latest, sums, end };
}

/** True when it has found everything that there is to find; else nothing but the journal itself was looked at. */
async function verifyBySums(place: AuditedBook, chain: ChainWalk): Promise<boolean> {
  const { head, findings } = place;
  return await withScratch(head.seq, async (scratch) => {
    const key = newKey();
    const rebuilt = await rebuild(place, { chain, decides: false, scratch, keepsAll: false, key });
    const stored = new ContentSums(key);
    if (rebuilt.end.kind === 'unreadable') {
      await compareNothing(place, 'which cannot be read to its end');
      return true;
    }
    // What cannot be replayed, or what reversals were looked up in, is looked at row by row.
    if (rebuilt.end.kind === 'stopped') return false;
    if (!(await hasSameCommands(place, stored, rebuilt.sums))) return false;
    if (!(await hasSameLabels(place, stored, rebuilt.sums))) return false;
    findings.count('commands', stored.commands.count);
    if (stored.labels.count > 0) findings.count('labels', stored.labels.count);
    await compareKinds(place, rebuilt.view, { withSummed: false });
    await walkEntries(place, (page) => {
      for (const entry of page) stored.addEntry(entry);
    });
    if (!stored.entries.equals(rebuilt.sums.entries)) await nameEntries(place);
    return true;
  });
}

async function hasSameCommands(
  { view, head, pace }: AuditedBook,
  stored: ContentSums,
  must: ContentSums,
): Promise<boolean> {
  pace.begin(`${head.book}: commands`, must.commands.count);
  // What breaks is reported when they are compared row by row.
  for await (const page of kindCursor(view, head.book, 'command', { onBreak: () => undefined }).pages()) {
    for (const command of page) stored.addCommand(command);
    await pace.advance(page.length);
  }
  return stored.commands.equals(must.commands) && stored.reversed.equals(must.reversed);
}

async function hasSameLabels(
  { view, head, pace }: AuditedBook,
  stored: ContentSums,
  must: ContentSums,
): Promise<boolean> {
  if (must.labels.count > 0) pace.begin(`${head.book}: labels`, must.labels.count);
  for await (const page of kindCursor(view, head.book, 'label', { onBreak: () => undefined }).pages()) {
    for (const label of page) stored.addLabel(label);
    await pace.advance(page.length);
  }
  return stored.labels.equals(must.labels);
}

async function verifyByRows(place: AuditedBook, pass: Pass): Promise<void> {
  const { head, findings } = place;
  await withScratch(head.seq, async (scratch) => {
    const { view, end, sums } = await rebuild(place, { ...pass, scratch, keepsAll: true, key: newKey() });
    if (end.kind === 'unreadable') return await compareNothing(place, 'which cannot be read to its end');
    if (end.kind === 'stopped') {
      findings.add(`journal row ${end.seq}`, end.what);
      return await compareNothing(place, `which cannot be replayed from row ${end.seq} on`);
    }
    if (pass.decides) countDecided(place, sums);
    await compareKinds(place, view, { withSummed: true });
    const cursor = await walkedEntries(place);
    await compareAllEntries(place, view, cursor.entries);
    await cursor.finish();
  });
}

/** What other rules decided is counted under their version: nobody should take it for decided again. */
function countDecided({ findings }: AuditedBook, { rowsByRules }: ContentSums): void {
  findings.count('commands decided again', rowsByRules.get(RULES_VERSION) ?? 0);
  for (const [rules, count] of rowsByRules) {
    if (rules !== RULES_VERSION) findings.count(`commands of rules v${rules}: not decided again`, count);
  }
}

/** Finds the entries that are not as the journal says. */
async function nameEntries(place: AuditedBook): Promise<void> {
  const { view: audited, head } = place;
  await withScratch(head.seq, async (scratch) => {
    const pass = { chain: undefined, decides: false, scratch, keepsAll: true, key: newKey() };
    const { view } = await rebuild(place, pass);
    await compareAllEntries(place, view, entryCursor(audited, head.book, { onBreak: () => undefined }));
  });
}

/** Compared by their sums as long as these are the same. */
const SUMMED: ReadonlySet<string> = new Set(['command', 'label']);

async function compareKinds(
  place: AuditedBook,
  rebuilt: StoreView,
  { withSummed }: { readonly withSummed: boolean },
): Promise<void> {
  const { head, findings } = place;
  const must = await rebuilt.head(head.book);
  for (const name of ['lockedBefore', 'hasPurses', 'creditOrder'] as const) {
    if (must === undefined || head[name] === must[name]) continue;
    findings.add('head', `its ${name} is ${head[name]}, and the journal leads to ${must[name]}`);
  }
  const waiting = await Promise.all(FIRST_KINDS.map((kind) => rebuilt.dueFirst(head.book, kind, 1)));
  const due = earliest(waiting.flat().map(({ dueAt }) => dueAt));
  if (head.due !== due) findings.add('head', `its due is ${head.due}, and the journal leads to ${due}`);
  for (const kind of ROW_KIND_NAMES) {
    // Side rows follow from nothing: what is private was compared with its hashes.
    if (isSideKind(kind)) continue;
    if (!SUMMED.has(kind) || withSummed) await compareKind(place, rebuilt, kind);
  }
}

async function compareNothing(place: AuditedBook, why: string): Promise<void> {
  place.findings.add('state', `it was not compared with the journal, ${why}`);
  await walkEntries(place, () => undefined);
}

/** Walks over all entries and compares them with checkpoints, sums and limits. */
async function walkEntries(place: AuditedBook, onPage: (page: readonly EntryRow[]) => void): Promise<void> {
  const { entries, finish } = await walkedEntries(place);
  for await (const page of entries.pages()) onPage(page);
  await finish();
}

/** All entries; iterating over them compares sums, checkpoints and limits with them on the way. */
async function walkedEntries(place: AuditedBook): Promise<{
  readonly entries: RowCursor<EntryRow>;
  readonly finish: () => Promise<void>;
}> {
  const { view, head, findings, pace } = place;
  pace.begin(`${head.book}: entries`, 0);
  const frontiers = new FrontierCheck(place);
  const checkpoints = new CheckpointCheck(place);
  const limits = await LimitsCheck.of(place);
  const walk = new BalanceWalk(view, head.book, [frontiers, checkpoints, limits]);
  const entries = entryCursor(view, head.book, {
    onBreak: breakIn(place, 'entries', nameOfEntry),
    onPage: async (page) => {
      findings.count('entries', page.length);
      await checkpoints.page(page);
      await walk.page(page);
      await limits.settle();
      await pace.advance(page.length);
    },
  });
  const finish = async (): Promise<void> => {
    await checkpoints.loadRest();
    walk.end();
    await limits.settle();
    checkpoints.finish();
    await frontiers.finish();
  };
  return { entries, finish };
}
