import { expect, test } from 'vitest';
import { assert, Bug } from './assert.ts';

test('what holds passes, and what does not is our bug', () => {
  expect(() => assert(1 < 2, 'order')).not.toThrow();
  expect(() => assert(2 < 1, 'two is less than one')).toThrow(Bug);
  expect(() => assert(undefined, 'nothing there')).toThrow('bug in tallystick: nothing there');
  expect(new Bug('x').name).toBe('Bug');
});
