/** An object that is another one, but for a few of its members. */
export function through<T extends object>(inner: T, instead: { readonly [K in keyof T]?: unknown }): T {
  return new Proxy(inner, {
    get(target, name) {
      const owner: object = Object.hasOwn(instead, name) ? instead : target;
      const value: unknown = Reflect.get(owner, name);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  });
}
