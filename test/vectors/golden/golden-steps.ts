import type { ToldStep } from '../../support/told/tell-step.ts';
import { accounts, beginnings, frozen, holds, offers, postings, terms, velocity } from './golden-accounts.ts';
import { adjustments } from './golden-adjustments.ts';
import { creditOrders } from './golden-credit-orders.ts';
import { datedCredits, extendedCredits } from './golden-dated-credits.ts';
import { distributions } from './golden-distributions.ts';
import { expectations } from './golden-expectations.ts';
import { groups, periods, privateData, severalBooks, transactions } from './golden-groups.ts';
import { lots, reversals } from './golden-lots.ts';
import { capturedOrders, orders } from './golden-orders.ts';
import { repeats, schedules } from './golden-schedules.ts';

/**
 * What is done with a house whose journals are kept: every kind of command with every field, every event, every reason that
 * can be had, groups, transactions, private data, several books. The clock begins at 3. Add at the end: what stands here has
 * its bytes in journals.json.
 */
export function goldenSteps(): readonly ToldStep[] {
  return [
    ...accounts(),
    ...postings(),
    ...holds(),
    ...offers(),
    ...lots(),
    ...reversals(),
    ...groups(),
    ...transactions(),
    ...severalBooks(),
    ...privateData(),
    ...periods(),
    ...terms(),
    ...adjustments(),
    ...velocity(),
    ...orders(),
    ...distributions(),
    ...frozen(),
    ...capturedOrders(),
    ...beginnings(),
    ...expectations(),
    ...schedules(),
    ...repeats(),
    ...datedCredits(),
    ...creditOrders(),
    ...extendedCredits(),
  ];
}
