import { expect, test } from 'vitest';
import { refusalText } from './refusal-text.ts';

const TOO_MUCH = {
  ok: false,
  reason: 'hold_insufficient',
  message: 'insufficient hold: 1.00 GBP left, 2.00 needed',
  remedy: 'Capture no more than is left.',
  id: 'c',
} as const;

test('what stood in the way is named, whatever its id, and once', () => {
  for (const subject of ['h', 'hold', 'left', 'rent 12']) {
    expect(refusalText('capture', { ...TOO_MUCH, subject }, [])).toBe(
      `Refused: capture: ${TOO_MUCH.message} on ${subject}. Capture no more than is left.`,
    );
  }
  const gone = { reason: 'account_unknown', message: 'there is no account a', subject: 'a' } as const;
  expect(refusalText('hold', { ...TOO_MUCH, ...gone, openedAt: null }, ['ab'])).toMatch(
    /^Refused: hold: there is no account a \(did you mean ab\?\)\. /,
  );
  // So it was recorded before refusals had figures.
  expect(refusalText('hold', { ...TOO_MUCH, ...gone, message: 'there is no account' }, [])).toMatch(
    /^Refused: hold: there is no account on a\. /,
  );
});
