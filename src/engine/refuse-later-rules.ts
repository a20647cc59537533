import { StoreError } from '../base/store-error.ts';
import { RULES_VERSION } from '../kernel/rules-version.ts';

/**
 * Throws `store_version` where something was decided by rules that this code does not know: what it would decide behind that
 * would not fit.
 *
 * @param what what has that version, for the message
 */
export function refuseLaterRules(what: string, rules: number): void {
  if (rules <= RULES_VERSION) return;
  const message =
    `${what} was written by version ${rules} of the rules, and this version of tallystick knows rules up to version ` +
    `${RULES_VERSION}: take the version that wrote it, or a later one`;
  throw new StoreError('store_version', message);
}
