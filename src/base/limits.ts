/** Longest id, in UTF-16 units. Three of them, at three bytes a unit, still fit one PostgreSQL index row of 2,704 bytes. */
export const ID_LENGTH_MAX = 256;

/** Most components of a vector clock; a clock names processes, and every comparison walks them all. */
export const CLOCK_COMPONENTS_MAX = 4_096;

/** Deepest nesting of arrays, objects and Maps in canonical text, far from what would overflow the stack. */
export const CANONICAL_DEPTH_MAX = 64;

/** Most entries of one posting. */
export const ENTRIES_PER_POST_MAX = 1_000;

/** Most commands of one atomic group, those of groups inside it and the groups themselves counted. */
export const GROUP_COMMANDS_MAX = 10_000;

/** Most members of an account's metadata. */
export const METADATA_MEMBERS_MAX = 64;

/** Longest name or text in an account's metadata, in UTF-16 units. */
export const METADATA_TEXT_LENGTH_MAX = 1_024;

/** Most decimal digits of an asset's minor unit: wei have 18. */
export const ASSET_SCALE_MAX = 18;

/** Most rules in one list of refund rules; an order has use for three. */
export const RULES_MAX = 64;
