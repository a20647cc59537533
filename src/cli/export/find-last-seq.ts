/** What can be asked for the journal behind a sequence number. */
interface Journal {
  events(query: { after: number; limit: number }): Promise<readonly { readonly seq: number }[]>;
}

/**
 * The sequence number of the last record behind `after`; `after` itself when there is none. By doubling steps and
 * then halving them, because the journal tells only what comes behind a number. O(log n) questions of one record.
 */
export async function findLastSeq(book: Journal, after = 0): Promise<number> {
  let known = after;
  let step = 1;
  let isGrowing = true;
  while (step >= 1) {
    const [found] = await book.events({ after: known + step - 1, limit: 1 });
    if (found !== undefined) known = found.seq;
    else isGrowing = false;
    step = isGrowing ? step * 2 : Math.floor(step / 2);
  }
  return known;
}
