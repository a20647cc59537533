/**
 * The public entry `tallystick`, listed by hand: what is not named here is not promised.
 * The four synchronous classes have an entry of their own, `tallystick/memory`.
 */
export { AMOUNT_MAX, AMOUNT_MIN, type AmountInput, formatAmount, parseDecimal } from './base/amount.ts';
export { type ErrorCode, TallystickError } from './base/error.ts';
