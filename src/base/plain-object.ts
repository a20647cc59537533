/**
 * Whether it is an object literal, an object without a prototype, or what JSON.parse makes. Arrays, Maps, dates and
 * instances of classes are not: their enumerable keys do not say what they are.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The second question knows the Object.prototype of other realms too.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
