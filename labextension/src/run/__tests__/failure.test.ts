import { describe, expect, it } from 'vitest';

import { failureLog, failureText } from '../logs/failure';

function failed(message: string, remedy = ''): Parameters<typeof failureLog>[0] {
  return { state: 'Failed', error: { code: 'UserScriptError', message, remedy } };
}

describe('where a failure stands in the logs', () => {
  it.each([
    ["ValueError: no column 'x' (sub dir/train.py, line 14)", "ValueError: no column 'x'"],
    ['Process 3: KeyError: 1 (train.py, line 2)', 'KeyError: 1'],
    ['The script ended with exit code 3.', 'The script ended with exit code 3.'],
    ['ValueError: two (2) columns\nand more', 'ValueError: two (2) columns']
  ])('seeks %j as %j', (message, text) => {
    expect(failureText(failed(message))).toBe(text);
  });

  it('opens the log that the error names', () => {
    const log = 'user_logs/std_log_process_03.txt';
    expect(failureLog(failed('x', `See ${log} for the whole traceback.`))).toBe(log);
    expect(failureLog(failed('x', `See the end of ${log}.`))).toBe(log);
    expect(failureLog(failed('x', 'Use a larger machine.'))).toBeNull();
  });

  it('seeks nothing in a run that did not fail', () => {
    const run = { ...failed('x', 'See user_logs/std_log.txt.'), state: 'Completed' as const };
    expect([failureLog(run), failureText(run)]).toEqual([null, null]);
    expect(failureText({ state: 'Failed', error: null })).toBeNull();
  });
});
