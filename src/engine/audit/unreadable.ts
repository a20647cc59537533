import { StoreError } from '../../base/store-error.ts';
import type { BookFindings } from './findings.ts';

/**
 * Whether a store threw because what it keeps cannot be read. Anything else is no finding, and is thrown on: a connection
 * that was lost, too, which says nothing of what is stored.
 */
export function isUnreadable(error: unknown): error is StoreError {
  if (!(error instanceof StoreError) || error.isRetryable) return false;
  return error.code === 'store_corrupt' || error.code === 'store_failed';
}

/** Does one step of an audit; when the store cannot read what it needs, that is a problem, and the step is over. */
export async function tryStep(
  findings: BookFindings,
  where: string,
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    findings.add(where, `it cannot be checked to its end: ${error.message}`);
  }
}
