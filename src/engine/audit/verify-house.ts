import { optionalFlag, readOptions } from '../../base/checked-options.ts';
import type { Store } from '../../store/store.ts';
import { auditHouse } from './audit-house.ts';
import { type Report, readAuditOptions, type VerifyOptions } from './report.ts';
import { verifyBook } from './verify-book.ts';

/**
 * Walks the chain of every book again, rebuilds its state from the journal, and compares that with every row and entry
 * that is stored, as of one moment. What is damaged is reported, not thrown.
 */
export async function verifyHouse(store: Store, options: VerifyOptions): Promise<Report> {
  const taken = readOptions('options', options, ['onProgress', 'signal', 'decideAgain']);
  const decideAgain = optionalFlag('decideAgain', taken.decideAgain) ?? false;
  return await auditHouse(store, readAuditOptions(taken), {
    first: async (findings, pace) => {
      if (store.checkFile === undefined) return;
      pace.begin('file', 1);
      for (const problem of await store.checkFile()) findings.add(null, 'file', problem);
      await pace.advance(1);
    },
    book: (place) => verifyBook(place, decideAgain),
  });
}
