/**
 * The version of the rules: it goes up with each release in which some command may come to another answer than before, on
 * the same state. Every batch of a journal names the version that it was decided by, so that nothing is ever held against
 * rules that did not exist when it was decided. What only adds a command or a field changes no decision.
 *
 * 1: what was recorded before batches named a version.
 */
export const RULES_VERSION = 3;

/** Books whose first batch was decided by this version or a later one have had purses from the beginning. */
export const RULES_OF_PURSES = 3;
