import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Items are written together when they are so many, or weigh so much. */
const CHUNK_ITEMS = 1_000;
const CHUNK_WEIGHT = 4_194_304;

/**
 * Items that JSON can represent, on their way through a temporary file, so that they can be looked through before anything is done
 * with them, and be given from the last to the first. Where the system allows it the file has no name from the start, so
 * that nothing stays of it whatever happens; nobody else can read it. Memory: one chunk, and its place for each.
 */
export class ItemSpool<Item> {
  readonly #file: FileHandle;
  readonly #folder: string;
  readonly #chunks: { readonly at: number; readonly length: number }[] = [];
  #items: Item[] = [];
  #weight = 0;
  #size = 0;
  count = 0;

  private constructor(file: FileHandle, folder: string) {
    this.#file = file;
    this.#folder = folder;
  }

  static async open<Item>(): Promise<ItemSpool<Item>> {
    const folder = await mkdtemp(join(tmpdir(), 'tallystick-spool-'));
    try {
      const file = await open(join(folder, 'items'), 'wx+', 0o600);
      // Some systems do not part a file from its name while it is open; there close does.
      await rm(folder, { recursive: true, force: true }).catch(() => {});
      return new ItemSpool(file, folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** @param weight about how many units of text the item has */
  async add(item: Item, weight: number): Promise<void> {
    this.#items.push(item);
    this.#weight += weight;
    this.count += 1;
    if (this.#items.length >= CHUNK_ITEMS || this.#weight >= CHUNK_WEIGHT) await this.#write();
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(this.#items));
    await this.#file.writeFile(bytes);
    this.#chunks.push({ at: this.#size, length: bytes.length });
    this.#size += bytes.length;
    this.#items = [];
    this.#weight = 0;
  }

  /** All items that were added, from the first on or from the last back. */
  async *read(isReversed: boolean): AsyncGenerator<Item> {
    if (this.#items.length > 0) await this.#write();
    for (const { at, length } of isReversed ? this.#chunks.toReversed() : this.#chunks) {
      const bytes = Buffer.alloc(length);
      for (let done = 0; done < length; ) {
        const { bytesRead } = await this.#file.read(bytes, done, length - done, at + done);
        if (bytesRead === 0) throw new Error('a file of items that were just written ended early');
        done += bytesRead;
      }
      const items: Item[] = JSON.parse(bytes.toString('utf8'));
      yield* isReversed ? items.reverse() : items;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
