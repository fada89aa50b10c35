import { matcherOf } from '../../../local/logs/filter-pattern';

const LINE = JSON.stringify({
  level: 'WARN',
  message: 'no "room"',
  stack: 'arn:aws:cloudformation:us-east-1:1:stack/Desk/1',
  elapsed: 12,
  force: false,
  nothing: null,
  list: [{ id: 'a' }],
});

test.each([
  ['{ $.level = "WARN" }', true],
  ['{$.level="WARN"}', true],
  ['{ $.level = WARN }', true],
  ['{ $.level = "INFO" }', false],
  ['{ $.level = "*" }', true],
  ['{ $.other = "*" }', false],
  ['{ $.stack = "arn:aws:cloudformation:us-east-1:1:stack/Desk*" }', true],
  ['{ $.stack = "arn:aws:cloudformation:us-east-1:1:stack/Other*" }', false],
  ['{ $.stack = "arn.aws*" }', false],
  ['{ $.level != "INFO" }', true],
  ['{ $.level != "WARN" }', false],
  ['{ $.other != "INFO" }', false],
  ['{ $.elapsed = 12 }', true],
  ['{ $.elapsed > 11 }', true],
  ['{ $.elapsed >= 12.5 }', false],
  ['{ $.elapsed < 13 && $.level = "WARN" }', true],
  ['{ $.elapsed <= 11 || $.level = "WARN" }', true],
  ['{ $.elapsed <= 11 || ($.level = "WARN" && $.force IS TRUE) }', false],
  ['{ $.force IS FALSE }', true],
  ['{ $.nothing IS NULL }', true],
  ['{ $.other NOT EXISTS }', true],
  ['{ $.level EXISTS }', true],
  ['{ $.list[0].id = "a" }', true],
  ['{ $.message = "no \\"room\\"" }', true],
  ['', true],
  ['WARN', true],
  ['warn', false],
  ['WARN ERROR', false],
  ['WARN elapsed', true],
  ['"arn:aws"', true],
  ['?ERROR ?WARN', true],
  ['?ERROR ?FATAL', false],
  ['WARN -elapsed', false],
  ['WARN -ERROR', true],
])('the pattern %s: matches is %s', (pattern, matches) => {
  expect(matcherOf(pattern)(LINE)).toBe(matches);
});

test('a pattern of members, on a line that is not JSON: does not match', () => {
  expect(matcherOf('{ $.level = "*" }')('START RequestId: 1')).toBe(false);
});

test.each([
  '{ $.level = }',
  '{ $.level "WARN" }',
  '{ level = "WARN" }',
  '{ $.a = 1',
  '{ $.a = 1 } x',
  '{ $.a IS BLUE }',
  '{ $.a constructor 1 }',
  '{ }',
])('the pattern %s, which is none: refused', (pattern) => {
  expect(() => matcherOf(pattern)).toThrow(`Invalid filter pattern: ${pattern}`);
});

test.each(['[ip, user, status=4*]', '%ERR.R%', '{ $.level = %WARN% }'])(
  'the pattern %s: refused by name',
  (pattern) => {
    expect(() => matcherOf(pattern)).toThrow(`The embedded AWS does not support the filter pattern ${pattern}`);
  },
);
