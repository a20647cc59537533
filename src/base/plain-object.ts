/**
 * Whether it is an object literal, an object without a prototype, or what JSON.parse makes. Arrays, Maps, dates and
 * instances of classes are not: their enumerable keys do not say what they are. Never throws: a proxy that cannot be
 * asked is none.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    // The second question knows the Object.prototype of other realms too.
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    return false;
  }
}

/** Whether it is a Map, a subclass's among them, and no proxy of one: those have no entries of their own. Never throws. */
export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  try {
    Map.prototype.has.call(value as Map<unknown, unknown>, undefined); // It throws for all others.
    return true;
  } catch {
    return false;
  }
}

const { prototype: dates } = Date;

/** The milliseconds of a Date, of other realms too, NaN of one that is invalid; undefined: it is none. Never throws, nor runs what it was given. */
export function msOfDate(value: unknown): number | undefined {
  if (typeof value !== 'object') return undefined;
  try {
    return dates.getTime.call(value); // It throws for all others, a proxy of one among them.
  } catch {
    return undefined;
  }
}

/** Whether it is an array. Never throws: a proxy that was revoked is none. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The members that have a value: those that are undefined are left out. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the members that are undefined, because a field that is absent means its default. */
export function omitUndefined<T extends object>(fields: T): Defined<T> {
  const defined = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as Defined<T>; // Exactly what was filtered out.
}
