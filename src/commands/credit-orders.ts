/**
 * In which order the credits of a book can be spent, by name. The first grant of a book fixes it.
 *
 * - `rank-lex-id/v1`: what expires at a clock, the soonest first; what expires at a moment, the soonest first; what never does.
 *   Of equal ones the id decides.
 * - `priority-expiry/v1`: the lowest priority first; of one priority as above; of equal ones the one that was granted first.
 */
export const CREDIT_ORDERS = ['rank-lex-id/v1', 'priority-expiry/v1'] as const;

/** The name of an order in which credits are spent. */
export type CreditOrder = (typeof CREDIT_ORDERS)[number];

/** That of a book whose first grant named none. */
export const [DEFAULT_CREDIT_ORDER, PRIORITY_ORDER] = CREDIT_ORDERS;

/** The priority of a credit that was granted without one, in a book whose order knows priorities: there is room on both sides. */
export const DEFAULT_PRIORITY = 50;
