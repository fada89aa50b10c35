import { isKept } from '../../../local/lambda/log-level';

test.each([
  { line: '{"level":"DEBUG","message":"x"}', level: undefined, kept: true, reason: 'no level, no filter' },
  { line: '{"level":"DEBUG","message":"x"}', level: 'INFO', kept: false, reason: 'less severe' },
  { line: '{"timestamp":"t","level":"WARN"}', level: 'INFO', kept: true, reason: 'more severe' },
  { line: 'a text', level: 'INFO', kept: true, reason: 'counts as INFO' },
  {
    line: '[provider-framework] {"ResponseURL":"…"}',
    level: 'FATAL',
    kept: false,
    reason: 'the framework’s own lines',
  },
])('$line at $level: kept is $kept, as $reason', ({ line, level, kept }) => {
  expect(isKept(line, level)).toBe(kept);
});
