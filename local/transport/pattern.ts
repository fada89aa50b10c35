import { runInNewContext } from 'node:vm';

/** Milliseconds after which a pattern is taken not to match: some would be tried for years. */
const LONGEST = 1_000;

/** Whether a regular expression of a template or a request matches the whole of a text. One that cannot be read matches nothing. */
export function matches(pattern: string, text: string): boolean {
  const whole = `^(?:${pattern})$`;
  try {
    return runInNewContext('new RegExp(whole).test(text)', { whole, text }, { timeout: LONGEST }) === true;
  } catch {
    return false;
  }
}
