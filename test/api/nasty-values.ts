/** What somebody might hand over by mistake or by malice. Made anew each time: nothing is left of an earlier call. */
export interface NastyValue {
  readonly name: string;
  readonly make: () => unknown;
}

class Something {
  readonly limit = 1;
  readonly counter = 'c';
}

const SPARSE_LENGTH = 2 ** 32 - 1;
const HUGE = 10n ** 5_000n;

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function circle(): object {
  const self: Record<string, unknown> = {};
  self.self = self;
  return self;
}

const PLAIN: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 53,
  -(2 ** 53),
  1e300,
  0n,
  1n,
  -1n,
  2n ** 63n,
  -(2n ** 63n) - 1n,
  '',
  ' ',
  'text',
  '5',
  '-1',
  '1e3',
  '__proto__',
  'a\0b',
  '\ud800',
  'memory:x',
  '[]',
  'sqlite:',
  'sqlite:.',
  'sqlite:no-such-folder/house.db',
];

const MADE: Readonly<Record<string, () => unknown>> = {
  'a huge bigint': () => HUGE,
  'a text of 257 units': () => 'x'.repeat(257),
  'the url of a file with too long a name': () => `sqlite:${'x'.repeat(300)}`,
  'a symbol': () => Symbol('s'),
  'a function': () => () => 5,
  'a class': () => Something,
  'a revoked function': () => revoked(() => 5),
  'an empty array': () => [],
  'an array with a hole': () => new Array(1),
  'an array of undefined': () => [undefined],
  'an array of numbers': () => [1, 2],
  'an array with a lone surrogate': () => ['\ud800'],
  'a sparse array of the greatest length': () => new Array(SPARSE_LENGTH),
  'an empty object': () => ({}),
  'an object without a prototype': () => Object.create(null),
  'an object with an unknown member': () => ({ nobodyKnowsThis: 1 }),
  'an object with an unknown member that is undefined': () => ({ nobodyKnowsThis: undefined }),
  'an object that lies in itself': circle,
  // biome-ignore lint/suspicious/noThenProperty: that is what it is for
  'a thenable that never answers': () => ({ then: () => undefined }),
  'an object that turns into a text': () => ({ toString: () => 'a', valueOf: () => 5 }),
  'an object that cannot be turned into a text': () => ({
    [Symbol.toPrimitive]: () => {
      throw new Error('not into a text');
    },
  }),
  'a Number': () => Object(5),
  'a String': () => Object('a'),
  'a Uint8Array': () => new Uint8Array(3),
  'a Buffer': () => Buffer.from('a'),
  'a Map': () => new Map(),
  'a Map of something': () => new Map<unknown, unknown>([[{}, 1]]),
  'a Set': () => new Set(['a']),
  'a Date': () => new Date(5),
  'a Date of no moment': () => new Date(Number.NaN),
  'a regular expression': () => /a/,
  'an error': () => new Error('an argument'),
  'a promise': () => Promise.resolve('a'),
  'an instance of a class': () => new Something(),
  'an iterator': () => ['a'].values(),
  'an AbortController': () => new AbortController(),
  'an aborted signal': () => AbortSignal.abort(),
  'what looks like a signal': () => ({ aborted: false, addEventListener: () => undefined }),
  'a revoked object': () => revoked({}),
  'a revoked array': () => revoked([]),
};

export const NASTY_VALUES: readonly NastyValue[] = [
  ...PLAIN.map((value) => ({ name: nameOf(value), make: () => value })),
  ...Object.entries(MADE).map(([name, make]) => ({ name, make })),
];

function nameOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** What a getter or a trap of the caller throws: his own error, which goes on to him as it is. */
export const CALLERS_OWN = new Error('thrown by code of the caller');

/** Objects of code that looks right and throws when it is read. */
export function distortedForms(valid: unknown): NastyValue[] {
  if (Array.isArray(valid)) {
    return [
      {
        name: 'the same with a hole in front',
        make: () => Object.assign(new Array(valid.length + 1), valid, { 0: undefined }),
      },
    ];
  }
  if (typeof valid !== 'object' || valid === null) return [];
  return [
    { name: 'the same with an unknown member', make: () => ({ ...valid, nobodyKnowsThis: 1 }) },
    {
      name: 'an instance of a class with the same members',
      make: () => Object.assign(new Something(), valid),
    },
    { name: 'what only inherits the same members', make: () => Object.create(valid) },
    { name: 'a Map of the same members', make: () => new Map(Object.entries(valid)) },
  ];
}

export function trappedForms(valid: unknown): NastyValue[] {
  if (typeof valid !== 'object' || valid === null) return [];
  const raise = (): never => {
    throw CALLERS_OWN;
  };
  const forms: NastyValue[] = [
    {
      name: 'a proxy that throws for each question',
      make: () => new Proxy(valid, { get: raise, ownKeys: raise, getPrototypeOf: raise }),
    },
  ];
  for (const name of Object.keys(valid)) {
    forms.push({
      name: `a getter of ${name} that throws`,
      make: () => {
        const copy: object = Array.isArray(valid) ? [...valid] : { ...valid };
        return Object.defineProperty(copy, name, { get: raise, enumerable: true, configurable: true });
      },
    });
  }
  return forms;
}
