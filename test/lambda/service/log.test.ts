import { type Fields, jsonLog } from '../../../lambda/service/log';
import { at } from '../builders';

/** What one entry writes, line by line. */
function written(fields?: Fields, context?: Fields): readonly string[] {
  const lines: string[] = [];
  jsonLog(
    (line) => lines.push(line),
    () => at(0),
    context,
  )('INFO', 'decided', fields);
  return lines;
}

test("an entry: is one line in Lambda's JSON format", () => {
  expect(written()).toEqual(['{"timestamp":"2026-03-01T12:00:00.000Z","level":"INFO","message":"decided"}']);
});

test('context and fields: both are in the line', () => {
  const [line = ''] = written({ decision: 'wait', states: ['wsa-1 ABSENT'], elapsed: 7, force: false }, { stack: 'S' });
  expect(JSON.parse(line)).toEqual({
    timestamp: '2026-03-01T12:00:00.000Z',
    level: 'INFO',
    message: 'decided',
    stack: 'S',
    decision: 'wait',
    states: ['wsa-1 ABSENT'],
    elapsed: 7,
    force: false,
  });
});

test('a field without a value: left out', () => {
  expect(written({ why: undefined })).toEqual(written());
});

test('a text with line breaks and quotes: cannot forge a second line or a field', () => {
  const forged = 'x"}\n{"level":"INFO","message":"done"}\r\u0000';
  const [line = '', ...more] = written({ reason: forged });
  expect(more).toEqual([]);
  expect(line).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(line)).toMatchObject({ message: 'decided', reason: forged });
});

/** What a field of a name may hold: complete by type, so that a line's own member that becomes free does not compile. */
type MayHold<Name extends string> = string extends Fields[Name] ? 'a text' : 'nothing';

const NAMES: { readonly [Name in 'timestamp' | 'level' | 'message' | 'said' | 'name']: MayHold<Name> } = {
  timestamp: 'nothing',
  level: 'nothing',
  message: 'nothing',
  said: 'a text',
  name: 'a text',
};

test.each(Object.entries(NAMES))('a field that is called %s: may hold %s', (name, may) => {
  const [line = ''] = written();
  expect(Object.keys(JSON.parse(line)).includes(name)).toBe(may === 'nothing');
});
