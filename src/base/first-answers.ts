import { assert } from './assert.ts';

/** What became of a request: decided now, answered as before, or refused because its id stood for another body. */
export type RememberedAnswer<A> =
  | { readonly kind: 'first'; readonly answer: A }
  | { readonly kind: 'again'; readonly answer: A }
  | { readonly kind: 'conflict' };

/** Remembers the first answer to each request id, so that a repeat is answered alike and does nothing. */
export class FirstAnswers<A> {
  readonly #known = new Map<string, { readonly body: string; readonly answer: A }>();

  /**
   * The answer to a request: from `decide` when its id is new, and from then on the very same one for the same body.
   * `body` is the canonical text of all that the request asks for. If `decide` throws, the id remains new. O(1).
   */
  answer(id: string, body: string, decide: () => A): RememberedAnswer<A> {
    const before = this.#known.get(id);
    if (before !== undefined) {
      return before.body === body ? { kind: 'again', answer: before.answer } : { kind: 'conflict' };
    }
    const answer = decide();
    assert(!this.#known.has(id), 'a request was answered while it was being decided');
    this.#known.set(id, { body, answer });
    return { kind: 'first', answer };
  }
}
