/** Longest id, in UTF-16 units. Three of them, at three bytes a unit, still fit one PostgreSQL index row of 2,704 bytes. */
export const ID_LENGTH_MAX = 256;

/** Most components of a vector clock; a clock names processes, and every comparison walks them all. */
export const CLOCK_COMPONENTS_MAX = 4_096;

/** Most decimal digits of a vector clock's counter in a house: more than any process counts, and quick to add and to write. */
export const CLOCK_COUNTER_DIGITS_MAX = 20;

/** Deepest nesting of arrays, objects and Maps in canonical text, far from what would overflow the stack. */
export const CANONICAL_DEPTH_MAX = 64;

/** Most entries of one posting. */
export const ENTRIES_PER_POST_MAX = 1_000;

/** Most sources, and most targets, of one distribution. */
export const DISTRIBUTION_LINES_MAX = 500;

/** Most commands of one atomic group, those of groups inside it and the groups themselves counted. */
export const GROUP_COMMANDS_MAX = 10_000;

/** Most members of the metadata of a command or a group. */
export const METADATA_MEMBERS_MAX = 32;

/** Most bytes of the metadata of a command or a group: its names and texts together, in UTF-8. */
export const METADATA_BYTES_MAX = 4_096;

/** Most decimal digits of an asset's minor unit: wei have 18. */
export const ASSET_SCALE_MAX = 18;

/** Most velocity limits of one account: each is looked at whenever money moves there. */
export const VELOCITY_LIMITS_MAX = 8;

/** Most accounts of which one command or group expects something: each is looked at before it is carried out. */
export const EXPECTATIONS_MAX = 32;

/** Longest time that a velocity limit is for, in milliseconds: 31 years. */
export const VELOCITY_MS_MAX = 1_000_000_000_000;

/** Most rules in one list of refund rules; an order has use for three. */
export const RULES_MAX = 64;
/** Payments that one refund may name. */
export const PAYMENTS_PER_REFUND_MAX = 1_000;

/** Captures of one hold that it remembers the places of: of a hold with more none can be taken back before its moment. */
export const CAPTURE_PLACES_MAX = 64;

/** Adjustments of one hold that it remembers: with a hold of more nothing can be done before its latest change. */
export const ADJUSTMENTS_MAX = 64;

/** How many bytes of a request's text weigh as much as one command or one entry. */
export const WEIGHT_BYTES = 256;

/** Most weight that one batch commits together: one for each command, each entry, each reference, each member of
 * metadata, and each WEIGHT_BYTES of text. */
export const BATCH_WEIGHT_MAX = 65_536;

/** Most books of which one transaction commits batches; more have theirs in the next. */
export const BATCH_BOOKS_MAX = 256;

/** Most weight of one atomic group, which can only be committed whole. */
export const GROUP_WEIGHT_MAX = 65_536;

/** Most weight that waits for its batch in one book; beyond it callers wait before theirs is taken in. */
export const QUEUE_WEIGHT_MAX = 262_144;

/** After so long of deciding, in milliseconds, whatever else the process has to do gets its turn. */
export const TIME_SLICE_MS = 10;

/** About how many rows a house keeps in memory, over all its books; more are left to the store. */
export const CACHE_ROWS_MAX = 400_000;

/** Most changes behind its frontier that an account keeps in memory from one batch to the next. */
export const PAST_DELTAS_MAX = 16;

/** What commands need is loaded in so many rounds: each finds what the one before has named. A handful is usual. */
export const FETCH_ROUNDS_MAX = 16;

/**
 * Most rows that a batch fetches of which nobody knows before how many there are: all that accounts have of a kind. Beyond it, it
 * goes on with the first of its commands.
 */
export const FETCH_ROWS_MAX = 32_768;

/** So many of these rows are asked for at once: on a file they are read in one call, which holds up the process. */
export const FETCH_ROWS_AT_ONCE = 4_096;

/** A checkpoint is written when an account has got so many entries since the one before. */
export const CHECKPOINT_ENTRIES = 128;

/** Most rows of one page of a list, and how many it has by default. */
export const PAGE_ROWS_MAX = 1_000;

/** Schedules and the like that one batch decides first; what else is due comes in the next, before their commands. */
export const DUE_ROWS_MAX = 1_024;

/** Most rows that are scanned for one page, where a filter drops some of them. */
export const SCANNED_ROWS_MAX = 10_000;

/** How often a transaction's work is run at most, when what it saw changes meanwhile. */
export const TRANSACTION_ATTEMPTS_MAX = 10;

/** From this attempt on, the transactions of one book take turns in their process. */
export const TRANSACTION_TURNS_FROM = 3;

/** From this attempt on, a transaction has its book's stream for itself while its work runs. */
export const TRANSACTION_ALONE_FROM = 5;

/** How long a transaction's work may have the stream for itself, in milliseconds, and how long others wait for its turn to end. */
export const TRANSACTION_ALONE_MS_MAX = 2_000;

/** Longest value of a transaction's work that is kept with its answer, in UTF-8 bytes of its text. */
export const TRANSACTION_VALUE_BYTES_MAX = 65_536;

/** Most problems that a report of verify or reconcile lists; it counts them all. */
export const PROBLEMS_MAX = 100;

/** How many attempts a house makes, with retries after transient errors: a lost connection, a server that starts. */
export const ATTEMPTS_MAX = 12;

/** Longest wait before the second attempt, in milliseconds; it doubles from attempt to attempt. */
export const RETRY_WAIT_MS_FIRST = 20;

/** Longest wait between two attempts, in milliseconds. All waits together are 11 seconds at most, and 5 on average. */
export const RETRY_WAIT_MS_MAX = 2_000;

/** When this long has passed since the first attempt, in milliseconds, there is no other: where nothing answers, each takes long. */
export const RETRY_MS_MAX = 60_000;

/**
 * By how much a clock may differ from where the time that has passed would have it, or a book's last moment be ahead of the
 * clock, in milliseconds; more, and nobody knows what time it is.
 */
export const CLOCK_JUMP_MS_MAX = 60_000;

/** Earliest and latest moment of an event, in milliseconds from 1970: what a Date can be. */
export const MOMENT_MAX = 8_640_000_000_000_000;

/** Most days, weeks, months or years from one occurrence of a schedule to the next. */
export const REPEAT_PERIODS_MAX = 10_000;

/** How often what is refused at its moment is tried again, at most. */
export const RETRY_TIMES_MAX = 1_000;

/** Most dates on which one schedule is not carried out. */
export const SKIP_DATES_MAX = 1_000;

/** Longest bucket of a counter, in milliseconds: 31 years. Bucket edges near MOMENT_MAX stay safe integers. */
export const GRANULARITY_MAX = 1_000_000_000_000;

/** Most sizes of buckets that one counter has. */
export const GRANULARITIES_MAX = 8;

/** Most windows in one answer of `tumbling`. */
export const WINDOWS_MAX = 100_000;

/** Most events of one `ingest` that are written by one transaction. */
export const BATCH_EVENTS_MAX = 8_192;

/** Most slots of a counter. */
export const SLOTS_MAX = 64;

/** How many events a second one slot of a counter is for; a counter that gets more is given more slots. */
export const SLOT_EVENTS_PER_SECOND = 5_000;

/** Up to how many sources `distinct` counts exactly. */
export const DISTINCT_EXACT_MAX = 100_000;

/** Within how many milliseconds of its ingestion an event is counted in every answer. */
export const FRESHNESS_MS = 5_000;

/** Most locales that one amount is written by: the first that is known is used. */
export const LOCALES_MAX = 64;
