import { GROUP_COMMANDS_MAX } from '../base/limits.ts';

/** Groups nest so deep, an array and an object each, and some more lie around them; a circle goes on for ever. */
const DEPTH_MAX = 2 * GROUP_COMMANDS_MAX + 100;

/** Something with members that is being made of something with members, and where it lies. */
export class Place<Inherited> {
  readonly from: object;
  readonly to: Record<string, unknown> | unknown[];
  /** What the places inside know of it. */
  readonly inherited: Inherited;
  readonly #above: Place<Inherited> | undefined;
  readonly #key: string | number;
  readonly #depth: number;

  constructor(from: object, inherited: Inherited, above?: Place<Inherited>, key: string | number = '') {
    this.from = from;
    this.to = Array.isArray(from) ? [] : {};
    this.inherited = inherited;
    this.#above = above;
    this.#key = key;
    this.#depth = above === undefined ? 0 : above.#depth + 1;
  }

  get isTooDeep(): boolean {
    return this.#depth > DEPTH_MAX;
  }

  /** The way to a member, for messages: `parts[2].amount`. */
  pathOf(key: string | number): string {
    const keys: (string | number)[] = [key];
    let place: Place<Inherited> = this;
    while (place.#above !== undefined) {
      keys.push(place.#key);
      place = place.#above;
    }
    return keys
      .reverse()
      .map((one, i) => (typeof one === 'number' ? `[${one}]` : `${i === 0 ? '' : '.'}${one}`))
      .join('');
  }
}

/** Puts a member under any name: `__proto__` is one like others. */
export function putMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
