import { TallystickError } from '../../base/error.ts';

/** Most different rows that one file may have whose ids are made of what they say. */
const MADE_IDS_MAX = 16_777_216;

/** Words of a digest that are kept: 128 bits. */
const KEY_WORDS = 4;
const SLOTS_MIN = 1_024;
const FILL_MAX = 0.7;

/**
 * Counts how often each digest came, which must be kept for a whole file. A table of open addressing in plain numbers:
 * 30 to 60 bytes for each different digest. O(1).
 */
export class Occurrences {
  #keys = new Uint32Array(SLOTS_MIN * KEY_WORDS);
  /** 0: the slot is empty. */
  #counts = new Uint32Array(SLOTS_MIN);
  #size = 0;

  /** The number of this occurrence, the first being 1. Throws TallystickError when there are too many digests. */
  next(digest: Buffer): number {
    const slot = this.#slotOf(readKey(digest));
    const count = (this.#counts[slot] ?? 0) + 1;
    this.#counts[slot] = count;
    if (count > 1) return count;
    this.#size += 1;
    if (this.#size > MADE_IDS_MAX) {
      const expected = `an id of its own, because a file may have ${MADE_IDS_MAX} different rows without one`;
      throw new TallystickError('bad_id', 'id', undefined, expected);
    }
    if (this.#size > this.#counts.length * FILL_MAX) this.#grow();
    return 1;
  }

  /** The slot of a key, which is put there if it is new. */
  #slotOf(key: readonly number[]): number {
    const mask = this.#counts.length - 1;
    for (let slot = (key[0] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * KEY_WORDS;
      if (this.#counts[slot] === 0) {
        this.#keys.set(key, at);
        return slot;
      }
      if (key.every((word, i) => this.#keys[at + i] === word)) return slot;
    }
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#counts = new Uint32Array(counts.length * 2);
    for (const [slot, count] of counts.entries()) {
      if (count === 0) continue;
      const key = [...keys.subarray(slot * KEY_WORDS, (slot + 1) * KEY_WORDS)];
      this.#counts[this.#slotOf(key)] = count;
    }
  }
}

function readKey(digest: Buffer): number[] {
  return Array.from({ length: KEY_WORDS }, (_, i) => digest.readUInt32LE(i * 4));
}
