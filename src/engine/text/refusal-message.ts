import { splitAsset } from '../../commands/asset.ts';
import { REASONS } from '../../commands/reasons.ts';
import { HINTS, type Rejection } from '../../kernel/rejection.ts';
import { decimalText } from '../../money/money.ts';

/** What a refusal says. */
type Figures = Omit<Rejection, 'kind'>;

/** The greatest distance from 1970 that a Date can represent. */
const DATE_MS_MAX = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;

/**
 * A refusal in words, with its figures where it has them: rows that were recorded without any have the words alone.
 *
 * @param at the moment that the command was for, where it is known
 */
export function refusalMessage(refusal: Figures, at?: number): string {
  const { reason, hint } = refusal;
  const said = withFigures(refusal, at) ?? REASONS[reason].means;
  return hint === undefined ? said : `${said}; ${HINTS[hint]}`;
}

function withFigures(refusal: Figures, at: number | undefined): string | undefined {
  const { reason, available, needed, asset, floor, ceiling, subject, accounts = [] } = refusal;
  if (reason === 'account_unknown') return missingAccount(refusal, at);
  const { lockedBefore } = refusal;
  if (lockedBefore !== undefined)
    return `the period is closed: nothing may be dated before ${wholeMoment(lockedBefore)}`;
  if (reason === 'expectation_failed') return notAsExpected(refusal);
  if (reason === 'limit_exceeded') return exceededLimit(refusal);
  if (reason === 'credit_order_differs') return `${REASONS[reason].means}: ${subject}`;
  if (available === undefined || needed === undefined || asset === undefined) return undefined;
  const have = `${decimalText(available, asset)} ${splitAsset(asset).code}`;
  const need = `${decimalText(needed, asset)} needed`;
  switch (reason) {
    case 'insufficient_funds':
      return `insufficient funds: ${have} available, ${need}${limitText('floor', floor, asset)}`;
    case 'ceiling_exceeded':
      return `ceiling exceeded: room for ${have}, ${need}${limitText('ceiling', ceiling, asset)}`;
    case 'amount_out_of_range':
      return `${REASONS[reason].means}: room for ${have}, ${need}`;
    case 'credits_insufficient':
      return `insufficient credits: ${have} available, ${need}`;
    case 'credits_not_available':
      return `credits are not available: ${subject} has ${have} available, ${need}${othersText(accounts.length - 1)}`;
    case 'credit_expired':
      return `insufficient credits at that moment: ${have} available, ${need}, and some have expired since`;
    case 'hold_insufficient':
      return `insufficient hold: ${have} left, ${need}`;
    case 'payment_insufficient':
      return `insufficient payment: ${have} left, ${need}`;
    case 'payments_insufficient':
      return `insufficient payments: ${have} left, ${need}`;
    default:
      return undefined;
  }
}

function othersText(others: number): string {
  if (others < 1) return '';
  return others === 1 ? ', and so it is on another account' : `, and so it is on ${others} other accounts`;
}

function limitText(name: string, limit: bigint | undefined, asset: string): string {
  return limit === undefined ? '' : ` (${name} ${decimalText(limit, asset)})`;
}

function exceededLimit({ limit, count, available, needed, freesAt, asset }: Figures): string | undefined {
  if (limit === undefined || freesAt === undefined || needed === undefined || asset === undefined)
    return undefined;
  const code = splitAsset(asset).code;
  const left = available === undefined ? undefined : `${decimalText(available, asset)} ${code} left`;
  const allowed = left ?? (count === 1 ? '1 command allowed' : `${count} commands allowed`);
  const need = left === undefined ? '' : `, ${decimalText(needed, asset)} needed`;
  const free = freesAt === null ? 'never allowed' : `free at ${wholeMoment(freesAt)}`;
  return `the limit ${limit} is exceeded: ${allowed} in its time${need}, ${free}`;
}

function notAsExpected(refusal: Figures): string | undefined {
  const { available, min, max, expectedSeq, lastSeq, asset } = refusal;
  if (lastSeq === undefined) return undefined;
  const said: string[] = [];
  if (lastSeq === 0) said.push('there is no such account at that time');
  if (available !== undefined && asset !== undefined) {
    const least = min === undefined ? [] : [`at least ${decimalText(min, asset)}`];
    const most = max === undefined ? [] : [`at most ${decimalText(max, asset)}`];
    const have = `${decimalText(available, asset)} ${splitAsset(asset).code} available`;
    said.push(`${have}, ${[...least, ...most].join(' and ')} expected`);
  }
  if (expectedSeq !== undefined && lastSeq !== 0) {
    const wanted = expectedSeq === 0 ? 'no account' : `number ${expectedSeq}`;
    said.push(`last changed by number ${lastSeq}, ${wanted} expected`);
  }
  return `not what is expected: ${said.join('; ')}`;
}

function missingAccount(refusal: Figures, at: number | undefined): string | undefined {
  const { subject, openedAt, endedAt } = refusal;
  // Without it the row is of a time when nothing was said of openings.
  if (subject === undefined || openedAt === undefined) return undefined;
  if (openedAt === null && endedAt === undefined) return `there is no account ${subject}`;
  return `no such account at that time: ${subject} ${lifeText(openedAt, endedAt, at)}`;
}

/** When an account ended, or is opened: `was opened on 2026-11-30`. With the time, unless another day was asked about. */
export function lifeText(
  openedAt: number | null,
  endedAt: number | undefined,
  at: number | undefined,
): string {
  const ended = endedAt === undefined ? [] : [`ended ${momentWords(endedAt, at)}`];
  const opened = openedAt === null ? [] : [`was opened ${momentWords(openedAt, at)}`];
  return [...ended, ...opened].join(', and ');
}

function wholeMoment(moment: number): string {
  return Math.abs(moment) > DATE_MS_MAX ? String(moment) : new Date(moment).toISOString();
}

function momentWords(moment: number, at: number | undefined): string {
  if (Math.abs(moment) > DATE_MS_MAX) return `at ${moment}`;
  const text = new Date(moment).toISOString();
  const day = text.slice(0, text.indexOf('T'));
  const isOtherDay = at !== undefined && Math.floor(at / DAY_MS) !== Math.floor(moment / DAY_MS);
  return isOtherDay ? `on ${day}` : `on ${day} at ${text.slice(day.length + 1).replace('.000Z', 'Z')}`;
}
