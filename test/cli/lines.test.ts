import { Desktop } from '../../cli/watch/desktop';
import { type Line, parseLine } from '../../cli/watch/lines';

const LINE = {
  timestamp: '2026-01-01T00:00:30.000Z',
  level: 'INFO',
  message: 'decided',
  stack: 'arn:stack',
  resource: 'Ana',
};

test.each([
  { reason: 'a line of Lambda', text: 'START RequestId: 1 Version: $LATEST' },
  { reason: 'JSON that is no object', text: '"decided"' },
  { reason: 'a line without a stack', text: JSON.stringify({ ...LINE, stack: undefined }) },
  { reason: 'a stack that is no text', text: JSON.stringify({ ...LINE, stack: 7 }) },
])('$reason: not about a request', ({ text }) => {
  expect(parseLine(text, 0)).toBeUndefined();
});

test('members of another kind than expected: left out', () => {
  const applications = [
    { application: 'wsa-1', state: 'INSTALLING', since: 'soon' },
    { application: 'wsa-2' },
    'wsa-3',
    null,
  ];
  const line = parseLine(JSON.stringify({ ...LINE, timestamp: 'now', elapsed: '7', applications, why: { a: 1 } }), 5);
  expect(line).toEqual({
    time: 0,
    writtenAt: 5,
    stackId: 'arn:stack',
    logicalId: 'Ana',
    message: 'decided',
    applications: [{ id: 'wsa-1', state: 'INSTALLING' }],
  });
});

describe('a desktop', () => {
  const desktop = () => {
    const one = new Desktop('ws-0ana00000');
    one.begin('a', 3300);
    return one;
  };
  const line = (second: number, message: string, ...states: readonly string[]): Line => ({
    time: second * 1000,
    writtenAt: 0,
    stackId: 's',
    logicalId: 'a',
    message,
    applications: states.map((state, index) => ({ id: `wsa-${index}`, state })),
    elapsed: second,
  });
  const taken = (...lines: readonly Line[]) => {
    const one = desktop();
    for (const each of lines) one.take(each);
    return one;
  };
  const DEPLOYING = 'deploying: the session of the user ends';

  test.each([
    { reason: 'no line yet', lines: [], phase: 'waiting', outages: 0 },
    { reason: 'registered', lines: [line(1, 'decided', 'PENDING_INSTALL')], phase: 'working', outages: 0 },
    { reason: 'deployed', lines: [line(1, DEPLOYING)], phase: 'outage', outages: 1 },
    {
      reason: 'deployed, and still shown as pending',
      lines: [line(1, DEPLOYING), line(2, 'decided', 'PENDING_INSTALL_DEPLOYMENT')],
      phase: 'outage',
      outages: 1,
    },
    {
      reason: 'one of two installed',
      lines: [line(1, DEPLOYING), line(2, 'decided', 'COMPLETED', 'INSTALLING')],
      phase: 'outage',
      outages: 1,
    },
    {
      reason: 'both installed',
      lines: [line(1, DEPLOYING), line(2, 'decided', 'COMPLETED', 'COMPLETED')],
      phase: 'working',
      outages: 1,
    },
    {
      reason: 'installed, then rebooted',
      lines: [line(1, DEPLOYING), line(2, 'decided', 'COMPLETED'), line(3, 'rebooting: the session of the user ends')],
      phase: 'outage',
      outages: 2,
    },
    {
      reason: 'deployed by two requests at once',
      lines: [line(1, DEPLOYING), line(1, DEPLOYING)],
      phase: 'outage',
      outages: 1,
    },
  ])('$reason: $phase, $outages outages', ({ lines, phase, outages }) => {
    const one = taken(...lines);
    expect({ phase: one.phase, outages: one.outages }).toEqual({ phase, outages });
  });

  test('two resources about it, one failed: failed; taken back: still failed, and the reason is kept', () => {
    const one = desktop();
    one.begin('b', 3300);
    one.end('a', 'no space');
    one.end('a', 'CloudFormation says: no space');
    expect(one.phase).toBe('failed');
    one.begin('a', 3300);
    one.begin('b', 3300);
    expect(one.phase).toBe('waiting');
    one.end('a');
    one.end('b');
    expect({ phase: one.phase, failures: [...one.failures] }).toEqual({ phase: 'failed', failures: ['no space'] });
  });
});
