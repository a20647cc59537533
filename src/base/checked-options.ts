import { TallystickError } from './error.ts';

/** Throws `bad_option` unless the options are an object with no other members than the known ones. */
export function checkOptions(field: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TallystickError('bad_option', field, options, `an object with ${known.join(', ')}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (known.includes(name)) continue;
    throw new TallystickError(
      'bad_option',
      `${field}.${name}`,
      value,
      `no other option than ${known.join(', ')}`,
    );
  }
}

/**
 * Options as they are in the call, for who reads them only later. Every method takes what it is given in the call, so that
 * its caller may change it as soon as he has the promise. What is no object is left to `checkOptions`.
 */
export function takeOptions<Options>(options: Options): Options {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  return isObject ? { ...options } : options;
}
