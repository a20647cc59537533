import type { BloomFilter } from 'mnemonist';

/** A filter that knows how likely it is to be wrong, by the bits that are set in it and not by the textbook. */
export class MeasuredFilter {
  readonly #filter: BloomFilter;
  readonly #bits: number;
  readonly #hashes: number;
  readonly #measureEvery: number;
  #sinceMeasured = 0;
  #falseChance: number;

  constructor(filter: BloomFilter) {
    const { data, hashFunctions } = innersOf(filter);
    this.#filter = filter;
    this.#bits = data.length * 8;
    this.#hashes = hashFunctions;
    // A key sets at most as many bits as there are hashes: after so many keys, 1/128 of all bits.
    this.#measureEvery = Math.max(1, Math.floor(this.#bits / hashFunctions / 128));
    this.#falseChance = this.#chanceWith(0);
  }

  /** At most how likely it is now that a key which was never added is found. */
  get falseChance(): number {
    return this.#falseChance;
  }

  has(key: string): boolean {
    return this.#filter.test(key);
  }

  add(key: string): void {
    this.#filter.add(key);
    this.#sinceMeasured += 1;
    if (this.#sinceMeasured < this.#measureEvery) return;
    this.#sinceMeasured = 0;
    this.#falseChance = this.#chanceWith(countBits(innersOf(this.#filter).data));
  }

  /** With so many bits set, and all that can be set until they are counted again. */
  #chanceWith(bitsSet: number): number {
    const setMax = bitsSet + this.#measureEvery * this.#hashes;
    return Math.min(1, setMax / this.#bits) ** this.#hashes;
  }
}

/** What the library's types leave out: its bits, and how many hashes it takes of a key. */
function innersOf(filter: BloomFilter): { readonly data: Uint8Array; readonly hashFunctions: number } {
  return filter as unknown as { data: Uint8Array; hashFunctions: number };
}

function countBits(data: Uint8Array): number {
  let bits = 0;
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
  for (let i = 0; i < words.length; i += 1) {
    let word = words[i] ?? 0;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    bits += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  for (let i = words.length << 2; i < data.length; i += 1) {
    for (let byte = data[i] ?? 0; byte > 0; byte >>= 1) bits += byte & 1;
  }
  return bits;
}
