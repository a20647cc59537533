import type { Bug } from '../../base/assert.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import { NotFetched } from '../../kernel/residency.ts';
import { RULES_VERSION } from '../../kernel/rules-version.ts';
import type { JournalRow } from '../../store/store.ts';
import type { AnyAnswer } from '../answer.ts';
import type { BookCache } from '../cache/book-cache.ts';
import { type GatheredRows, RowGatherer } from '../follow/row-gatherer.ts';
import { refusalText, returnedValue } from '../text/event-text.ts';
import { storedSecrets } from '../text/private-data.ts';
import { acceptedAnswer, answerOfRow, type RowFacts, refusedAnswer, unrecorded } from './answer-of.ts';
import { type BatchMoment, isFarAhead } from './batch-moment.ts';
import { type Decision, decideJob, Undecided } from './decide-job.ts';
import { type Job, weightDone } from './job.ts';
import { acceptanceText, erasedIn, isRepeatOf, momentOf, waitsForMoment } from './job-facts.ts';
import { findByName, makesNamed } from './natural-names.ts';

/** What a batch begins with. */
interface BatchGround {
  readonly cache: BookCache;
  readonly moment: BatchMoment;
  /** The rows of ids that were used before. */
  readonly recorded: ReadonlyMap<string, JournalRow>;
  /** Where the book stood at the first attempt at this batch. */
  readonly firstSeq: number;
}

/** What is on record under a job's id. */
interface Earlier {
  readonly answer: AnyAnswer;
  /** True for a refusal that the job is to decide anew. */
  readonly mayRetry: boolean;
}

/** Decides the jobs of one batch, in order, on the cached state, and gathers what is to be written. */
export class BatchRun {
  readonly cache: BookCache;
  readonly firstSeq: number;
  readonly answers: (readonly [Job, AnyAnswer])[] = [];
  /** Jobs that a bug of ours has failed, each alone: nothing of them is recorded. */
  readonly failed: (readonly [Job, Bug])[] = [];
  #moment: BatchMoment;
  /** True when some command got that moment. */
  hasAssigned = false;
  /** True when some job's id had been used before. */
  hasRepeated = false;
  /** True when something was recorded. */
  hasRecorded = false;
  /** True as long as nothing but postings was accepted, or carried out by schedule. */
  hasOnlyPosted = true;
  /** What was recorded and not handed over to be written yet. */
  readonly #rows: RowGatherer;
  #weightLeft = 0;
  #weightDone = 0;
  /** True when moments are given from an earlier one on than before. */
  hasAcceptedClock = false;
  /** The rows of this batch, by id, and those recorded before. */
  readonly #decided = new Map<string, { readonly row: JournalRow; readonly answer: AnyAnswer }>();
  readonly #recorded: ReadonlyMap<string, JournalRow>;

  constructor({ cache, moment, recorded, firstSeq }: BatchGround) {
    this.cache = cache;
    this.firstSeq = firstSeq;
    this.#moment = moment;
    this.#recorded = recorded;
    this.#rows = new RowGatherer(cache);
  }

  get recordedAt(): number {
    return this.#moment.recordedAt;
  }

  /** The moment for commands that lack one. */
  get assignedAt(): number {
    return this.#moment.assignedAt;
  }

  /** Up to when what is due is decided first; undefined: nobody knows the time. */
  get dueUntil(): number | undefined {
    return this.#moment.clockRefusal === undefined ? this.#moment.assignedAt : undefined;
  }

  /** The weight of what was recorded and not handed over yet. */
  get weightLeft(): number {
    return this.#weightLeft;
  }

  /** The weight of all that was recorded. */
  get weightDone(): number {
    return this.#weightDone;
  }

  /**
   * Hands over what never changes again and was not handed over before: the rows up to the one before the last, which
   * will get the link, with their commands and events; at the end of the batch, all of them.
   */
  takeRows(isEnd: boolean): GatheredRows {
    this.#weightLeft = 0;
    return this.#rows.take(isEnd);
  }

  /**
   * Decides the next job, once. What was not fetched for it fails it alone, everything taken back; so does any bug what nobody asked for,
   * or it would stop its book.
   */
  take(job: Job): void {
    try {
      this.answers.push([
        job,
        this.repeatOf(job) ?? this.#repeatByName(job) ?? this.clockRefusalOf(job) ?? this.#decide(job),
      ]);
    } catch (error) {
      if (!(error instanceof NotFetched || error instanceof Undecided)) throw error;
      this.failed.push([job, error]);
    }
  }

  /** The answer to a job whose id was used before; undefined when it was not, or when it is to be decided anew. */
  repeatOf(job: Job): AnyAnswer | undefined {
    const earlier = this.earlierOf(job);
    return earlier?.mayRetry === true ? undefined : earlier?.answer;
  }

  /** The latest attempt under a job's id; undefined when the id was not used. */
  earlierOf(job: Job): Earlier | undefined {
    const { id, call, isIdNew } = job;
    if (isIdNew || !this.cache.commands.has(id)) return undefined;
    this.hasRepeated = true;
    const decided = this.#decided.get(id);
    if (decided !== undefined) {
      const isRepeat = isRepeatOf(job, decided.row, this.cache.apartFrom(decided.row.seq));
      return { answer: isRepeat ? decided.answer : unrecorded(id, 'id_conflict'), mayRetry: false };
    }
    const row = this.#recorded.get(id);
    const kept = this.cache.apartFrom(row?.seq ?? 0);
    if (row === undefined || !isRepeatOf(job, row, kept)) {
      return { answer: unrecorded(id, 'id_conflict'), mayRetry: false };
    }
    const answer = { ...answerOfRow(row, undefined, kept), ...erasedIn(kept) };
    if (!this.#isOld(row, job)) return { answer, mayRetry: false };
    const mayRetry = call?.retryRefused === true && !row.isAccepted;
    return { answer: { ...answer, replayed: true }, mayRetry };
  }

  /** The first answer, where a job without an id is recognised as a repeat by the name of what it makes. */
  #repeatByName(job: Job): AnyAnswer | undefined {
    const { work } = job;
    const found = work.kind === 'request' ? findByName(this.cache, work.request, this.assignedAt) : undefined;
    if (found === undefined) return undefined;
    this.hasRepeated = true;
    const answer = { ...found.answer, ...erasedIn(this.cache.apartFrom(found.row.seq)) };
    return this.#isOld(found.row, job) ? { ...answer, replayed: true } : answer;
  }

  /** What an earlier attempt at this batch wrote, or somebody beside a call, is the first answer of that call, too. */
  #isOld(row: JournalRow, { call }: Job): boolean {
    return row.seq <= this.firstSeq && call?.isOlderThan(row) !== true;
  }

  /** The answer to a job that lacks its moment while none can be given; undefined to every other. */
  clockRefusalOf(job: Job): AnyAnswer | undefined {
    if (job.acceptsClock === true) return this.#acceptClock(job);
    const { clockRefusal } = this.#moment;
    return clockRefusal !== undefined && waitsForMoment(job)
      ? unrecorded(job.id, 'clock_jumped', clockRefusal)
      : undefined;
  }

  /** From here on moments are given from the present on, though the book has given one that is far ahead of it. */
  #acceptClock(job: Job): AnyAnswer | undefined {
    const { now, assignedAt } = this.#moment;
    if (!isFarAhead(assignedAt, now)) return unrecorded(job.id, 'conflict');
    this.#moment = { ...this.#moment, assignedAt: now, clockRefusal: undefined };
    this.cache.state.horizon = now;
    this.hasAcceptedClock = true;
    return undefined;
  }

  #decide(job: Job): AnyAnswer {
    const decision = decideJob(this.cache.book, job, this.assignedAt);
    if (decision.kind === 'conflict' || decision.kind === 'nothing') return unrecorded(job.id, 'conflict');
    if (job.work.kind === 'script' && decision.kind === 'accepted' && decision.events.length === 0) {
      // It only read: what it saw is true here, and there is nothing to record.
      const { recordedAt } = this;
      const { seq } = this.cache.state;
      const answer = { ok: true, id: job.id, seq, effectiveAt: recordedAt, recordedAt, parts: [] } as const;
      const { returned } = job.work.script;
      return returned === undefined ? answer : { ...answer, value: returned.value, valueKept: false };
    }
    return this.record(job, decision);
  }

  /** Keeps what was decided of a job for the journal. */
  record(job: Job, decision: Extract<Decision, { kind: 'accepted' | 'refused' }>): AnyAnswer {
    const { state } = this.cache;
    const isAccepted = decision.kind === 'accepted';
    // What has no event takes a number all the same, so that every row has its own.
    if (!isAccepted || decision.events.length === 0) state.advanceTo(state.seq + 1);
    const assignedAt = this.#momentGivenTo(job);
    const facts: RowFacts = {
      seq: state.seq,
      id: job.id,
      kind: job.kind,
      assignedAt,
      recordedAt: this.recordedAt,
    };
    const retryOf = job.isIdNew ? null : (this.#recorded.get(job.id)?.seq ?? null);
    this.hasRecorded = true;
    const row: JournalRow = {
      seq: facts.seq,
      id: facts.id,
      kind: facts.kind,
      assignedAt,
      recordedAt: facts.recordedAt,
      isAccepted,
      request: job.text,
      answer: isAccepted ? acceptanceText(job, decision.events) : refusalText(decision.refusal),
      link: null,
      retryOf,
      rules: RULES_VERSION,
      actor: job.actor,
    };
    const events = isAccepted ? decision.events : [];
    for (const event of events) {
      if (makesNamed(event)) this.cache.keepRow(event.seq, row);
      if (!isOfPosting(event)) this.hasOnlyPosted = false;
    }
    this.#keepApart(job, row);
    const weight = weightDone(job, events);
    this.#weightDone += weight;
    this.#weightLeft += weight;
    // Nobody can name an id that was just made before it is answered.
    const { labels, isIdNew, apart } = job;
    const secrets = apart && { root: apart.root, places: apart.secrets.map(({ place }) => place) };
    this.#rows.add({ row, events, labels, secrets }, { takesId: !isIdNew });
    const answer = isAccepted
      ? acceptedAnswer(facts, decision.events, job.text)
      : refusedAnswer(facts, decision.refusal, momentOf(job));
    const { work } = job;
    const returned = work.kind === 'script' ? work.script.returned : undefined;
    if (!job.isIdNew) {
      const repeat =
        returned === undefined || !answer.ok ? answer : { ...answer, ...returnedValue(returned) };
      this.#decided.set(job.id, { row, answer: repeat });
    }
    // Whoever is answered first gets the very value of the work, kept or not.
    if (returned === undefined || !answer.ok) return answer;
    return { ...answer, ...returnedValue(returned), value: returned.value };
  }

  /** What the row has only hashes of, and what of earlier rows it says to be erased. */
  #keepApart({ work, apart }: Job, row: JournalRow): void {
    if (work.kind === 'erasure') {
      this.#rows.privates.push(
        ...work.rows.map((erased) => ({ ...erased, salt: null, text: null, erasedBy: row.seq })),
      );
    }
    if (apart === undefined) return;
    const kept = storedSecrets(apart.secrets, row);
    this.cache.keepApart(row.seq, kept);
    this.#rows.privates.push(...kept);
  }

  #momentGivenTo(job: Job): number | null {
    if (!waitsForMoment(job) && job.acceptsClock !== true) return null;
    this.hasAssigned = true;
    return this.assignedAt;
  }
}

/** Whether an event is a posting, or says what a schedule came to. */
function isOfPosting({ kind }: Event): boolean {
  return kind === 'posted' || RUN_OUTCOMES.has(kind);
}

const RUN_OUTCOMES: ReadonlySet<Event['kind']> = new Set([
  'schedule_executed',
  'schedule_failed',
  'schedule_missed',
]);
