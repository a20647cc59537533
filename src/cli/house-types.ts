import type { open } from '../engine/open-house.ts';

/** An open house, and one of its books, as the engine gives them. */
export type House = Awaited<ReturnType<typeof open>>;
export type OpenBook = ReturnType<House['book']>;
