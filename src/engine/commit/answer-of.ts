import { isNarrow } from '../../commands/asset.ts';
import { ENTRIES } from '../../commands/command-table.ts';
import type { CreditOrder } from '../../commands/credit-orders.ts';
import type { AnswerDetail } from '../../commands/entry.ts';
import { REASONS, type Reason } from '../../commands/reasons.ts';
import { idOfKey, lifeOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import { partsOfCreditKey } from '../../kernel/credit/credit.ts';
import type {
  AccountOpened,
  CreditsSpent,
  CreditVoided,
  HoldReleased,
  PaymentRefunded,
} from '../../kernel/event.ts';
import type { Draw } from '../../kernel/lot/draw.ts';
import type { StandsBelow } from '../../kernel/posting/stands-below.ts';
import { postedOf } from '../../kernel/time/delta.ts';
import { compareInstants, placeOf } from '../../kernel/time/instant.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { JournalRow } from '../../store/store.ts';
import type {
  AnyAnswer,
  BelowFloor,
  ByForce,
  CreditAllocation,
  HouseReason,
  OpenNote,
  Part,
  PaymentAllocation,
  PostedEntry,
  Refused,
} from '../answer.ts';
import { isTransactionText, type Refusal, returnedValue } from '../text/event-text.ts';
import { ParsedRow } from '../text/parsed-row.ts';
import { VALUE_PLACE } from '../text/private-data.ts';
import { refusalMessage } from '../text/refusal-message.ts';

/** What stands in a journal row besides its texts. */
export type RowFacts = Pick<JournalRow, 'seq' | 'id' | 'kind' | 'assignedAt' | 'recordedAt'>;

/**
 * The answer that a journal row stands for: the same however often it is asked for.
 *
 * @param events those of the row, where they were read already
 * @param kept what is kept apart from it, for the value that a transaction's work returned
 */
export function answerOfRow(
  row: JournalRow,
  events?: readonly Event[],
  kept: readonly StoredPrivate[] = [],
): AnyAnswer {
  return answerOfParsed(new ParsedRow(row, events), kept);
}

/** The same, of a row whose texts may have been parsed already. */
export function answerOfParsed(parsed: ParsedRow, kept: readonly StoredPrivate[] = []): AnyAnswer {
  const answer = recordedAnswer(parsed);
  if (!answer.ok) return answer;
  const returned = parsed.returned(kept.find(({ place }) => place === VALUE_PLACE)?.text);
  return returned === undefined ? answer : { ...answer, ...returnedValue(returned) };
}

/** The same, without the value that a transaction's work returned. */
export function recordedAnswer(parsed: ParsedRow): AnyAnswer {
  const { row, request } = parsed;
  if (row.isAccepted) return answerFrom(row, parsed.events, request);
  const { effectiveAt } = request;
  return refusedAnswer(row, parsed.refusal, typeof effectiveAt === 'number' ? effectiveAt : undefined);
}

/** Whether a journal row is that of an interactive transaction. */
export function isTransactionRow({ isAccepted, answer }: JournalRow): boolean {
  return isAccepted && isTransactionText(answer);
}

/** @param request the request's text, which says the kinds of a group's commands */
export function acceptedAnswer(row: RowFacts, events: readonly Event[], request: string): AnyAnswer {
  return answerFrom(row, events, row.kind === 'atomic' ? JSON.parse(request) : {});
}

function answerFrom(row: RowFacts, events: readonly Event[], request: object): AnyAnswer {
  const { id, seq, recordedAt } = row;
  const effectiveAt = effectiveAtOf(row, events);
  if (row.kind === 'atomic') {
    const kinds = kindsIn(request);
    const parts = events.map((event, i) => partOf(event, kinds[i] ?? event.kind));
    return { ok: true, id, seq, effectiveAt, recordedAt, parts };
  }
  const [event] = events;
  return {
    ok: true,
    id,
    seq,
    effectiveAt,
    recordedAt,
    ...(event === undefined ? {} : findingsOf(event, row.kind)),
  };
}

/** When an accepted row took effect: a group, when it was dated or recorded. */
export function effectiveAtOf(row: RowFacts, events: readonly Event[]): number {
  if (row.kind === 'atomic') return row.assignedAt ?? row.recordedAt;
  return events[0]?.at ?? row.recordedAt;
}

export function refusedAnswer(row: RowFacts, refusal: Refusal, effectiveAt: number | undefined): Refused {
  const { id, seq, recordedAt } = row;
  const at = effectiveAt ?? row.assignedAt ?? recordedAt;
  return { ...refusalOf(refusal, at), id, seq, effectiveAt: at, recordedAt };
}

/** A refusal without what only a journal row has. */
export function refusalOf(refusal: Refusal, at?: number): Omit<Refused<Reason>, 'id'> {
  const { hint: _hint, path = [], ...known } = refusal;
  const { reason } = known;
  return {
    ok: false,
    ...known,
    // A command of a group may have a moment of its own.
    message: refusalMessage(refusal, path.length === 0 ? at : undefined),
    remedy: REASONS[reason].remedy,
    ...(path.length === 0 ? {} : { path }),
  };
}

/** The reasons of a house that stand in no journal. */
export const UNRECORDED = {
  id_conflict: {
    message: 'another command was submitted under that id before',
    remedy: 'Give another id, or exactly the same command again to have its first answer.',
  },
  conflict: {
    message: 'something changed that the transaction had seen; nothing of it was applied',
    remedy: 'Run it again.',
  },
  clock_jumped: {
    message: 'the clock cannot be right, so nothing was dated by it',
    remedy: 'Send it again when the clock is mended or was accepted, or give effectiveAt.',
  },
} as const satisfies Record<
  Exclude<HouseReason, Reason>,
  { readonly message: string; readonly remedy: string }
>;

/** A "no" that leaves no trace. */
export function unrecorded(id: string, reason: keyof typeof UNRECORDED, more?: string): Refused {
  const { message, remedy } = UNRECORDED[reason];
  return { ok: false, reason, message: more === undefined ? message : `${message}: ${more}`, remedy, id };
}

interface AskedKind {
  readonly kind: string;
  readonly commands?: readonly AskedKind[];
}

/** The kinds of the commands in a group, groups inside flattened: one for each event. */
function kindsIn(request: object): string[] {
  const kinds: string[] = [];
  const rest = [request as AskedKind]; // Its text was written by requestText.
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.commands !== undefined) rest.push(...next.commands.toReversed());
    else kinds.push(next.kind);
  }
  return kinds;
}

function partOf(event: Event, kind: string): Part {
  const { id, at } = event;
  return { kind, ...(id === undefined ? {} : { id }), effectiveAt: at, ...findingsOf(event, kind) };
}

/** What an answer says besides. */
type Findings = OpenNote & {
  amount?: bigint;
  allocations?: readonly (PaymentAllocation | CreditAllocation)[];
  postings?: readonly PostedEntry[];
  order?: CreditOrder;
};

/**
 * What an event says that its command did not.
 *
 * @param kind that of the command
 */
export function findingsOf(event: Event, kind: string): Findings & ByForce {
  const findings = ownFindingsOf(event, kind);
  return 'forced' in event && event.forced !== undefined
    ? { ...findings, force: true, below: event.forced.map(belowFloor) }
    : findings;
}

function belowFloor({ account, asset, floor, least, isLater }: StandsBelow): BelowFloor {
  return { account: idOfKey(account), asset, floor, least, later: isLater };
}

function ownFindingsOf(event: Event, kind: string): Findings {
  switch (DETAILS.get(kind)) {
    case 'range':
      return isNarrow((event as AccountOpened).row.asset) ? { note: 'range' } : {};
    case 'taken':
    case 'captured':
      return { amount: (event as HoldReleased).amount };
    case 'payments':
      return {
        allocations: (event as PaymentRefunded).draws.map(paymentAllocation),
      };
    case 'spent': {
      const { draws, policy } = event as CreditsSpent;
      return { allocations: draws.map(creditAllocation), order: policy };
    }
    case 'credits':
      return { allocations: (event as CreditVoided).draws.map(creditAllocation) };
    case 'postings':
      return postedBy(event);
    default:
      return {};
  }
}

/** What the events of each kind of command say that the command did not. The house itself says what ran out. */
const DETAILS: ReadonlyMap<string, AnswerDetail> = new Map([
  ...[...ENTRIES.values()].map(({ kind, details }) => [kind, details ?? 'nothing'] as const),
  ['announce_expiry', 'taken'],
]);

function paymentAllocation({ lot, amount, to }: Draw): PaymentAllocation {
  return { payment: lot, amount, ...(to === undefined ? {} : { to: idOfKey(to) }) };
}

/** What an event posted at its own place, and how much that is in all. */
function postedBy({ moves, seq, at }: Event): { amount: bigint; postings: readonly PostedEntry[] } {
  const postings = moves
    .filter((move) => compareInstants(move, placeOf(at, seq)) === 0)
    .map((move) => ({ account: idOfKey(move.account), amount: postedOf(move) }));
  return { amount: postings.reduce((sum, { amount }) => (amount > 0n ? sum + amount : sum), 0n), postings };
}

function creditAllocation({ lot, amount }: Draw): CreditAllocation {
  return { ...creditNameOf(lot), amount };
}

/** What a credit is called: by its own id, and by the account that it was granted to. */
export function creditNameOf(key: string): Omit<CreditAllocation, 'amount'> {
  const { account, id } = partsOfCreditKey(key);
  const life = lifeOfKey(account);
  return { credit: id, grantedTo: idOfKey(account), ...(life === 1 ? {} : { grantedToLife: life }) };
}
