import { describe, expect, test } from 'vitest';
import { Bug } from '../../src/base/assert.ts';
import { TallystickError } from '../../src/base/error.ts';
import { StoreError, type StoreErrorCode } from '../../src/base/store-error.ts';
import { EXIT, EXIT_MEANINGS } from '../../src/cli/exit-codes.ts';
import { explainError, explanationLine } from '../../src/cli/explain-error.ts';

const explain = (error: unknown) => explainError(error, 'hold', ['--expires-at', '--book', '--entry']);

/** Every code of StoreError once: the compiler refuses this table when one is missing. */
const STORE_CODES: Readonly<Record<StoreErrorCode, true>> = {
  house_missing: true,
  house_locked: true,
  house_closed: true,
  house_read_only: true,
  house_lost: true,
  store_failed: true,
  outcome_unknown: true,
  store_corrupt: true,
  store_version: true,
  transaction_over: true,
};

describe('what is thrown, as the user sees it', () => {
  test.each([
    ['expiresAt', '--expires-at'],
    ['expiresAt["x"]', '--expires-at["x"]'],
    ['name', '--book'],
    ['entries[3].amount', '--entry[3].amount'],
    ['path', '<file>'],
    ['somethingElse', 'somethingElse'],
  ])('the field %s is shown as %s', (field, shown) => {
    const explanation = explain(new TallystickError('bad_timestamp', field, 5, 'a time'));
    expect(explanation).toMatchObject({ exitCode: EXIT.misuse, code: 'bad_timestamp', field: shown });
    expect(explanationLine('hold', explanation)).toBe(
      `tallystick hold: ${shown}: expected a time, got 5. See 'tallystick hold --help'.`,
    );
  });

  test('every StoreError ends with 3 and says what to do', () => {
    for (const code of Object.keys(STORE_CODES) as StoreErrorCode[]) {
      const explanation = explain(new StoreError(code, 'it went wrong.'));
      expect(explanation).toMatchObject({ exitCode: EXIT.unavailable, code, message: 'it went wrong.' });
      expect(explanationLine('hold', explanation)).toMatch(/^tallystick hold: it went wrong\. [A-Z].*\.$/);
    }
  });

  test('a house that failed may be asked again: at once, in a while, or when what stops it is mended', () => {
    const passing = new StoreError('store_failed', 'no server', undefined, { isRetryable: true });
    expect(explain(passing)).toMatchObject({ isRetryable: true, next: expect.stringMatching(/in a while/) });
    const lasting = new StoreError('store_failed', 'disk full');
    expect(explain(lasting)).toMatchObject({
      isRetryable: false,
      next: expect.stringMatching(/a full disk/),
    });
    const unknown = new StoreError('outcome_unknown', 'it was cut off');
    expect(explainError(unknown, 'hold', ['--id']).next).toMatch(/with the same --id/);
    expect(explainError(unknown, 'import', ['--batch']).next).toMatch(/nothing is done twice/);
  });

  test('a house that cannot be read is what verify looks for', () => {
    const error = new StoreError('store_corrupt', 'page 3 is damaged');
    expect(explainError(error, 'verify', [])).toMatchObject({
      exitCode: EXIT.damaged,
      code: 'store_corrupt',
    });
    expect(explainError(error, 'balance', [])).toMatchObject({ exitCode: EXIT.unavailable });
  });

  test('what the system refuses is no bug of ours', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(explain(error)).toMatchObject({ exitCode: EXIT.unavailable, code: 'ENOSPC' });
  });

  test.each([[new Bug('x')], [new TypeError('x is not a function')], ['a text'], [undefined]])(
    'anything else is a bug: %s',
    (error) => {
      const explanation = explain(error);
      expect(explanation).toMatchObject({ exitCode: EXIT.bug, code: 'bug' });
      expect(explanationLine('', explanation)).toMatch(
        /^tallystick: .*\. This should not happen\. Please report it/,
      );
    },
  );

  test('whatever a message holds, it is one line', () => {
    const explanation = explain(new StoreError('store_failed', 'a\nb\u001b[2J'));
    expect(explanationLine('hold', explanation)).not.toMatch(/\p{Cc}/u);
  });
});

test('exit codes are different, and each has its meaning', () => {
  expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT_MEANINGS).length);
});
