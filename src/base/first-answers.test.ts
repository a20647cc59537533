import { describe, expect, test } from 'vitest';
import { Bug } from './assert.ts';
import { FirstAnswers } from './first-answers.ts';

describe('FirstAnswers', () => {
  test('decides once, and gives the very same answer again', () => {
    const answers = new FirstAnswers<{ ok: boolean }>();
    let decided = 0;
    const decide = (): { ok: boolean } => {
      decided += 1;
      return { ok: false };
    };
    const first = answers.answer('r1', '["use",5]', decide);
    const again = answers.answer('r1', '["use",5]', decide);
    expect(first).toEqual({ kind: 'first', answer: { ok: false } });
    expect(again).toEqual({ kind: 'again', answer: { ok: false } });
    expect(first.kind !== 'conflict' && again.kind !== 'conflict' && first.answer === again.answer).toBe(
      true,
    );
    expect(decided).toBe(1);
  });

  test('another body under the id is a conflict, decides nothing and forgets nothing', () => {
    const answers = new FirstAnswers<number>();
    answers.answer('r1', 'a', () => 1);
    const never = (): number => expect.unreachable('a conflict is not decided');
    expect(answers.answer('r1', 'b', never)).toEqual({ kind: 'conflict' });
    expect(answers.answer('r1', 'a', never)).toEqual({ kind: 'again', answer: 1 });
  });

  test('ids are apart, `__proto__` among them, and so are undefined answers', () => {
    const answers = new FirstAnswers<string | undefined>();
    expect(answers.answer('__proto__', 'a', () => 'x')).toEqual({ kind: 'first', answer: 'x' });
    expect(answers.answer('constructor', 'a', () => undefined)).toEqual({ kind: 'first', answer: undefined });
    expect(answers.answer('constructor', 'a', () => 'y')).toEqual({ kind: 'again', answer: undefined });
  });

  test('a decision that throws leaves the id new', () => {
    const answers = new FirstAnswers<number>();
    const broken = (): number => {
      throw new RangeError('malformed');
    };
    expect(() => answers.answer('r1', 'a', broken)).toThrow(RangeError);
    expect(answers.answer('r1', 'b', () => 2)).toEqual({ kind: 'first', answer: 2 });
  });

  test('a request that is answered while it is being decided is our bug', () => {
    const answers = new FirstAnswers<number>();
    const twice = (): number => {
      answers.answer('r1', 'a', () => 1);
      return 2;
    };
    expect(() => answers.answer('r1', 'a', twice)).toThrow(Bug);
  });
});
