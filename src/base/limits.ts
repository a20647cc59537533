/** Longest id, in UTF-16 units. Three of them, at three bytes a unit, still fit one PostgreSQL index row of 2,704 bytes. */
export const ID_LENGTH_MAX = 256;

/** Most components of a vector clock; a clock names processes, and every comparison walks them all. */
export const CLOCK_COMPONENTS_MAX = 4_096;

/** Deepest nesting of arrays, objects and Maps in canonical text, far from what would overflow the stack. */
export const CANONICAL_DEPTH_MAX = 64;
