import { StoreError } from '../../src/base/store-error.ts';
import type { Report } from '../../src/engine/audit/report.ts';
import { open } from '../../src/engine/open-house.ts';

/** The audits of a house; `decide again` is verify that does so. */
export type AuditName = 'verify' | 'decide again' | 'reconcile';

/** What an audit of a house came to: a report, or the refusal to open it. */
export type Audited = { readonly report: Report } | { readonly refused: StoreError };

/** Audits a house as whoever opens it next. */
export async function auditAt(url: string, audit: AuditName): Promise<Audited> {
  let house: Awaited<ReturnType<typeof open>>;
  try {
    house = await open(url, { announceExpiries: false });
  } catch (error) {
    if (error instanceof StoreError) return { refused: error };
    throw error;
  }
  try {
    return {
      report: await (audit === 'reconcile'
        ? house.reconcile()
        : house.verify({ decideAgain: audit === 'decide again' })),
    };
  } finally {
    await house.close();
  }
}

export function isFound(audited: Audited): boolean {
  return 'refused' in audited || !audited.report.ok;
}

/** The report of a house that could be opened. */
export function reportOf(audited: Audited): Report {
  if ('refused' in audited) throw audited.refused;
  return audited.report;
}
