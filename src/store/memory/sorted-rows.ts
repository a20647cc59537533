import { assert } from '../../base/assert.ts';

/** Most rows of a leaf, and most children of a branch. More make copies dear, fewer make the tree deep. */
const NODE_ROWS_MAX = 64;

interface Node<Row> {
  /** The mark of the tree whose node it is, which alone may change it in place. */
  readonly owner: object;
  /** Of a leaf: its rows. Of a branch: for each child a row behind all of the child before, and not behind its own. */
  readonly rows: Row[];
  /** Of a branch: as many as rows. */
  readonly children: Node<Row>[] | undefined;
}

/** Which rows to take, in order. Each test of a place is true of a run of rows at that end of the tree. */
export interface Range<Row> {
  /** Rows at the beginning that are left out; default: none. */
  readonly isBefore?: ((row: Row) => boolean) | undefined;
  /** Rows at the end that are left out; default: none. */
  readonly isBehind?: ((row: Row) => boolean) | undefined;
  /** Which rows between them; default: all. */
  readonly isWanted?: ((row: Row) => boolean) | undefined;
  /** Default: all. */
  readonly limit?: number | undefined;
}

/** What is found under each of some keys, in their order, until there are so many. */
export function takeFirst<Key, Row>(
  keys: readonly Key[],
  limit: number | undefined,
  find: (key: Key, left: number | undefined) => readonly Row[],
): Row[] {
  if (limit === undefined) return keys.flatMap((key) => find(key, undefined));
  const found: Row[] = [];
  for (const key of keys) {
    if (found.length >= limit) break;
    for (const row of find(key, limit - found.length)) found.push(row);
  }
  return found;
}

/**
 * Rows in order, in a B-tree that can be forked at no cost: a fork shares all nodes with the tree that it came from,
 * and copies those that it changes, each once. The tree that was forked never changes again, so whoever holds it has
 * a consistent view for as long as he likes.
 *
 * `compare` is a total order of the rows by their keys; two rows of one key are never both in the tree.
 * To put or to remove costs O(log n) comparisons, and for each fork one copy of each node on the way, 64 references
 * long at most. Nodes are never joined, only dropped when they are empty: rows that go make the tree sparse, not slow.
 */
export class SortedRows<Row> {
  readonly #compare: (a: Row, b: Row) => number;
  #root: Node<Row>;
  /** Not the tree itself: nodes outlive the tree that made them, and would keep all of it. */
  readonly #mark = {};
  #isForked = false;

  /** An empty tree; `root` is for forks alone. */
  constructor(compare: (a: Row, b: Row) => number, root?: Node<Row>) {
    this.#compare = compare;
    this.#root = root ?? { owner: this.#mark, rows: [], children: undefined };
  }

  /** A tree with the same rows. This one must not be changed any more. O(1). */
  fork(): SortedRows<Row> {
    this.#isForked = true;
    return new SortedRows(this.#compare, this.#root);
  }

  /** Inserts the row, or replaces the one with its key; the row before, undefined when there was none. */
  put(row: Row): Row | undefined {
    const root = this.#changeableRoot();
    const done: Put<Row> = { before: undefined };
    const right = this.#putUnder(root, row, done);
    if (right !== undefined) {
      // Both halves have a first row: a node is split when it is full.
      this.#root = {
        owner: this.#mark,
        rows: [...root.rows.slice(0, 1), ...right.rows.slice(0, 1)],
        children: [root, right],
      };
    }
    return done.before;
  }

  /** Removes the row with the key of the one given; false when there was none. */
  remove(row: Row): boolean {
    const wasThere = this.#removeUnder(this.#changeableRoot(), row);
    if (this.#root.children?.length === 0) this.#root = { owner: this.#mark, rows: [], children: undefined };
    const only = this.#root.children?.length === 1 ? this.#root.children[0] : undefined;
    if (only !== undefined) this.#root = only;
    return wasThere;
  }

  /** The rows of a range, in order. O(log n + the rows looked at). */
  between(range: Range<Row>): Row[] {
    const found: Row[] = [];
    if (range.limit === undefined || range.limit > 0) collect(this.#root, range, found);
    return found;
  }

  /** The rows of a range from its end on, the last first. O(log n + the rows looked at). */
  backwards(range: Range<Row>): Row[] {
    const found: Row[] = [];
    if (range.limit === undefined || range.limit > 0) collectBackwards(this.#root, range, found);
    return found;
  }

  /** The first row of a range. */
  first(range: Range<Row>): Row | undefined {
    return this.between({ ...range, limit: 1 })[0];
  }

  /** The last row of a range, its limit aside. O(log n + the rows that are passed over). */
  last(range: Range<Row>): Row | undefined {
    return this.backwards({ ...range, limit: 1 })[0];
  }

  #changeableRoot(): Node<Row> {
    assert(!this.#isForked, 'rows were changed that others look at');
    this.#root = this.#own(this.#root);
    return this.#root;
  }

  #own(node: Node<Row>): Node<Row> {
    if (node.owner === this.#mark) return node;
    return { owner: this.#mark, rows: node.rows.slice(), children: node.children?.slice() };
  }

  /** The child that the row belongs to, made changeable. */
  #ownChild(children: Node<Row>[], index: number): Node<Row> {
    const child = children[index];
    assert(child !== undefined, 'a branch of the tree has a gap');
    const owned = this.#own(child);
    children[index] = owned;
    return owned;
  }

  /** Puts the row under a node of this tree; what was split off to the right of the node, if anything. */
  #putUnder(node: Node<Row>, row: Row, done: Put<Row>): Node<Row> | undefined {
    const { rows, children } = node;
    if (children === undefined) {
      const index = countWhere(rows, (other) => this.#compare(other, row) < 0);
      const same = rows[index];
      if (same !== undefined && this.#compare(same, row) === 0) {
        done.before = same;
        rows[index] = row;
        return undefined;
      }
      if (index === rows.length) rows.push(row);
      else rows.splice(index, 0, row);
      return this.#splitWhenFull(node, index);
    }
    const place = Math.max(0, countWhere(rows, (other) => this.#compare(other, row) <= 0) - 1);
    // Only before the very first row is there no child yet that the row belongs to.
    const bound = rows[place];
    if (place === 0 && bound !== undefined && this.#compare(row, bound) < 0) rows[0] = row;
    const right = this.#putUnder(this.#ownChild(children, place), row, done);
    const first = right?.rows[0];
    if (right === undefined || first === undefined) return undefined;
    rows.splice(place + 1, 0, first);
    children.splice(place + 1, 0, right);
    return this.#splitWhenFull(node, place + 1);
  }

  /** Rows that come in order fill their nodes: a node that grew at its end keeps all but the newest. */
  #splitWhenFull(node: Node<Row>, grownAt: number): Node<Row> | undefined {
    const { rows, children } = node;
    if (rows.length <= NODE_ROWS_MAX) return undefined;
    const half = grownAt === rows.length - 1 ? grownAt : rows.length >> 1;
    return { owner: this.#mark, rows: rows.splice(half), children: children?.splice(half) };
  }

  #removeUnder(node: Node<Row>, row: Row): boolean {
    const { rows, children } = node;
    if (children === undefined) {
      const index = countWhere(rows, (other) => this.#compare(other, row) < 0);
      const same = rows[index];
      if (same === undefined || this.#compare(same, row) !== 0) return false;
      rows.splice(index, 1);
      return true;
    }
    const place = countWhere(rows, (other) => this.#compare(other, row) <= 0) - 1;
    if (place < 0) return false;
    const child = this.#ownChild(children, place);
    const wasThere = this.#removeUnder(child, row);
    if (child.rows.length === 0) {
      rows.splice(place, 1);
      children.splice(place, 1);
    }
    return wasThere;
  }
}

/** What a put has found. */
interface Put<Row> {
  before: Row | undefined;
}

/** How many rows match; all that do stand at the beginning. That all of them do is answered at once. */
function countWhere<Row>(rows: readonly Row[], matches: (row: Row) => boolean): number {
  let low = 0;
  let high = rows.length;
  if (high > 0 && matches(rows[high - 1] as Row)) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (matches(rows[middle] as Row))
      low = middle + 1; // Below the length, so a row is there.
    else high = middle;
  }
  return low;
}

/** Adds the rows of the range under a node to those found; false when there can be no more behind it. */
function collect<Row>(node: Node<Row>, range: Range<Row>, found: Row[]): boolean {
  const { isBefore, isBehind, isWanted, limit } = range;
  const { rows, children } = node;
  const begin = isBefore === undefined ? 0 : countWhere(rows, isBefore);
  if (children !== undefined) {
    // The child before may end inside of the range; all later ones lie behind its beginning as a whole.
    const rest = isBefore === undefined ? range : { ...range, isBefore: undefined };
    for (let i = Math.max(0, begin - 1); i < children.length; i += 1) {
      const child = children[i];
      if (child !== undefined && !collect(child, i < begin ? range : rest, found)) return false;
    }
    return true;
  }
  for (let i = begin; i < rows.length; i += 1) {
    const row = rows[i] as Row; // Below the length, so a row is there.
    if (isBehind?.(row)) return false;
    if (isWanted !== undefined && !isWanted(row)) continue;
    found.push(row);
    if (found.length === limit) return false;
  }
  return true;
}

/** The same from the end on; false when there can be no more before it. */
function collectBackwards<Row>(node: Node<Row>, range: Range<Row>, found: Row[]): boolean {
  const { isBefore, isBehind, isWanted, limit } = range;
  const { rows, children } = node;
  const end = isBehind === undefined ? rows.length : countWhere(rows, (row) => !isBehind(row));
  for (let i = end - 1; i >= 0; i -= 1) {
    const row = rows[i] as Row; // Below the length, so a row is there.
    const child = children?.[i];
    if (child !== undefined && !collectBackwards(child, range, found)) return false;
    // Of a branch, it is a row behind all that lies before.
    if (isBefore?.(row)) return false;
    if (child !== undefined || (isWanted !== undefined && !isWanted(row))) continue;
    found.push(row);
    if (found.length === limit) return false;
  }
  return true;
}
