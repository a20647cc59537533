import { type Command, Option } from 'commander';
import { withMoments } from './later-command.ts';
import { type DateMeans, readMoment, readMomentOrNever, type TimeReading } from './moment-text.ts';

/**
 * An option that takes a moment. Its text is read once the whole command line is known, because `--time-zone` may stand
 * behind it; the command gets the moment in milliseconds, or null for `never`.
 */
export class MomentOption extends Option {
  /** The moment that a date stands for. */
  readonly means: DateMeans;
  readonly takesNever: boolean;

  constructor(flags: string, description: string, means: DateMeans, takesNever = false) {
    super(flags, description);
    this.means = means;
    this.takesNever = takesNever;
  }
}

/** An option that takes a command in JSON, and moments in it as texts. */
export class LaterOption extends Option {}

/** The options of a command with the moments that were given in place of their texts. Throws TallystickError. */
export function readMoments<O extends object>(command: Command, options: O, times: TimeReading): O {
  const moments = command.options.flatMap((option): [string, string | number | null][] => {
    const isLater = option instanceof LaterOption;
    if (!isLater && !(option instanceof MomentOption)) return [];
    const name = option.attributeName();
    const text: unknown = Object.hasOwn(options, name) ? options[name as keyof O] : undefined;
    if (typeof text !== 'string') return [];
    if (isLater) return [[name, withMoments(option.long ?? name, text, times)]];
    const read = option.takesNever ? readMomentOrNever : readMoment;
    return [[name, read(option.long ?? name, text, times, option.means)]];
  });
  return { ...options, ...Object.fromEntries(moments) };
}
