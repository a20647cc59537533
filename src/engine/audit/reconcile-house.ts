import { readOptions } from '../../base/checked-options.ts';
import type { Store } from '../../store/store.ts';
import { auditHouse } from './audit-house.ts';
import { reconcileBook } from './reconcile-book.ts';
import { type AuditOptions, type Report, readAuditOptions } from './report.ts';

/**
 * Recomputes balances from entries, what is posted for each asset, what is held and incoming from holds and offers,
 * and what is left of payments and credits from the draws on them, as of one moment, and reports each mismatch.
 */
export async function reconcileHouse(store: Store, options: AuditOptions): Promise<Report> {
  const taken = readOptions('options', options, ['onProgress', 'signal']);
  return await auditHouse(store, readAuditOptions(taken), { book: reconcileBook });
}
