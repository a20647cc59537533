import { optionalFlag, readOptions } from '../../base/checked-options.ts';
import { compareUtf8 } from '../../base/id.ts';
import { PROBLEMS_MAX } from '../../base/limits.ts';
import type { Snapshot, Store } from '../../store/store.ts';
import type { AuditAudience } from '../observe/audit-audience.ts';
import type { AuditName } from '../observe/metrics.ts';
import { AuditPace } from './audit-pace.ts';
import type { AuditedBook } from './audited-book.ts';
import { type BookFindings, Findings } from './findings.ts';
import { reconcileBook } from './reconcile-book.ts';
import { type AuditOptions, type Report, readAuditOptions, type VerifyOptions } from './report.ts';
import { RowCursor } from './row-cursor.ts';
import { tryStep } from './unreadable.ts';
import { verifyBook } from './verify-book.ts';

/** What an audit does. */
export interface Audit {
  readonly name: AuditName;
  readonly audience: AuditAudience | undefined;
  /** Looks at what belongs to no book. */
  readonly first?: (findings: Findings, pace: AuditPace) => Promise<void>;
  readonly book: (place: AuditedBook) => Promise<void>;
}

/** Runs an audit over all books of a house, in one snapshot, while others may write. */
async function auditHouse(store: Store, options: AuditOptions, audit: Audit): Promise<Report> {
  const end = audit.audience?.span(`tallystick.${audit.name}`, {});
  try {
    const findings = await findAll(store, options, audit);
    const report = findings.report();
    end?.({ ok: report.ok, problems: report.problemCount });
    audit.audience?.report(audit.name, report.ok, findings.kinds);
    return report;
  } catch (error) {
    end?.({}, error);
    throw error;
  }
}

async function findAll(store: Store, options: AuditOptions, audit: Audit): Promise<Findings> {
  const findings = new Findings();
  const pace = new AuditPace(options);
  options.signal?.throwIfAborted();
  const ofHouse: BookFindings = {
    add: (where, what) => findings.add(null, where, what),
    count: (what, by) => findings.count(what, by),
  };
  await tryStep(ofHouse, 'file', async () => audit.first?.(findings, pace));
  const checks: (() => Promise<void>)[] = [];
  await tryStep(ofHouse, 'books', async () => {
    const view = await store.snapshot();
    const putOff: AuditedBook['putOff'] = (check) => {
      if (checks.length >= PROBLEMS_MAX) return false;
      checks.push(() => check(store.latest));
      return true;
    };
    try {
      for await (const page of booksOf(view, ofHouse)) {
        for (const book of page) await auditBook({ view, putOff, book, pace, findings }, audit);
      }
    } finally {
      await view.close();
    }
  });
  // Only now: where there is one connection for reading, the view had it.
  for (const check of checks) await tryStep(ofHouse, 'groups', check);
  return findings;
}

interface Place {
  readonly view: Snapshot;
  readonly putOff: AuditedBook['putOff'];
  readonly book: string;
  readonly pace: AuditPace;
  readonly findings: Findings;
}

async function auditBook({ view, putOff, book, pace, findings }: Place, audit: Audit): Promise<void> {
  const ofBook = findings.ofBook(book);
  await tryStep(ofBook, 'head', async () => {
    const head = await view.head(book);
    if (head === undefined) {
      ofBook.add('head', 'it cannot be found');
      return;
    }
    findings.heads(head);
    await tryStep(ofBook, 'book', () => audit.book({ view, putOff, head, pace, findings: ofBook }));
  });
}

function booksOf(view: Snapshot, findings: BookFindings): AsyncGenerator<readonly string[], void, undefined> {
  return new RowCursor<string>({
    read: (after, limit) => view.books({ limit, ...(after === undefined ? {} : { after }) }),
    compare: compareUtf8,
    onBreak: (after, what) => findings.add(after === undefined ? 'books' : `books, behind ${after}`, what),
  }).pages();
}

/**
 * Recomputes balances from entries, what is posted for each asset, what is held and incoming from holds and offers,
 * and what is left of payments and credits from the draws on them, as of one moment, and reports each mismatch.
 */
export async function reconcileHouse(
  store: Store,
  options: AuditOptions,
  audience?: AuditAudience,
): Promise<Report> {
  const taken = readOptions('options', options, ['onProgress', 'signal']);
  return await auditHouse(store, readAuditOptions(taken), {
    name: 'reconcile',
    audience,
    book: reconcileBook,
  });
}

/**
 * Walks the chain of every book again, rebuilds its state from the journal, and compares that with every row and entry
 * that is stored, as of one moment. What is damaged is reported, not thrown.
 */
export async function verifyHouse(
  store: Store,
  options: VerifyOptions,
  audience?: AuditAudience,
): Promise<Report> {
  const taken = readOptions('options', options, ['onProgress', 'signal', 'decideAgain']);
  const decideAgain = optionalFlag('decideAgain', taken.decideAgain) ?? false;
  return await auditHouse(store, readAuditOptions(taken), {
    name: 'verify',
    audience,
    first: async (findings, pace) => {
      if (store.checkFile === undefined) return;
      pace.begin('file', 1);
      for (const problem of await store.checkFile()) findings.add(null, 'file', problem);
      await pace.advance(1);
    },
    book: (place) => verifyBook(place, decideAgain),
  });
}
