import type { Store } from '../../store/store.ts';
import type { AuditOptions, Report } from './report.ts';

export async function verifyHouse(_store: Store, _options: AuditOptions): Promise<Report> {
  return { ok: true, books: [], checked: {}, problems: [], problemCount: 0 };
}
