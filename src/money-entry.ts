/**
 * The public entry `tallystick/money`, listed by hand: amounts as people type them, and answers as JSON. What is not named
 * here is not promised.
 */
import './check-node.ts';

export { AMOUNT_MAX, AMOUNT_MIN, type AmountInput } from './base/amount.ts';
export { BaseError, type ErrorCode, TallystickError } from './base/error.ts';
export { fromJson } from './money/from-json.ts';
export { type FormatMoneyOptions, formatMoney, parseMoney } from './money/money.ts';
export { type Json, type ToJsonOptions, toJson } from './money/to-json.ts';
