import { change, read } from '../../../lambda/service/calls';
import { jsonLog } from '../../../lambda/service/log';
import { Workspaces } from '../../../lambda/service/workspaces';
import { exception, type NetworkAnswer, networkError, workspacesAnswering } from '../answers';
import { at, OFFICE, SECOND, WORKSPACE } from '../builders';

const OPERATION = 'AssociateWorkspaceApplication';

/** A call that is answered the same whenever it is made, within 20 seconds of patience; and what is logged of it. */
async function called(how: 'read' | 'change', answer: NetworkAnswer | Error, pause?: number) {
  const lines: string[] = [];
  const workspaces = new Workspaces(workspacesAnswering(answer));
  let now = at(0);
  const clock = {
    now: () => now,
    sleep: (milliseconds: number) => {
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const log = jsonLog((line) => lines.push(line), clock.now);
  const caller = { clock, log, random: () => 0.5, until: at(20), ...(pause !== undefined && { pause }) };
  const call = () => workspaces.associate(WORKSPACE, OFFICE);
  const result =
    how === 'read' ? await read(caller, OPERATION, call) : await change(caller, OPERATION, async () => {}, call);
  return { result, elapsed: now - at(0), lines: lines.map((line): unknown => JSON.parse(line)) };
}

test('a refused call: its line says what was refused, how, with which words, and under which id', async () => {
  const { result, lines } = await called('read', exception('ResourceInUseException', { message: 'busy\nSUCCESS' }));
  expect(result).toMatchObject({ ok: false, fault: { kind: 'busy', message: 'busy\nSUCCESS' } });
  expect(lines).toEqual([
    {
      timestamp: '2026-03-01T12:00:00.000Z',
      level: 'WARN',
      message: 'call refused',
      operation: OPERATION,
      kind: 'busy',
      exception: 'ResourceInUseException',
      said: 'busy SUCCESS',
      awsRequestId: 'request-7',
      repeated: false,
    },
  ]);
});

test('10 KB of words from the service: 300 bytes of them are logged', async () => {
  const { lines } = await called('read', exception('ValidationException', { message: '磁'.repeat(3_400) }));
  expect(lines).toEqual([expect.objectContaining({ said: `${'磁'.repeat(99)}…` })]);
});

test.each([
  { how: 'read', answer: exception('ThrottlingException', {}, 400), again: true, reason: 'nothing happened' },
  { how: 'change', answer: exception('ThrottlingException', {}, 400), again: true, reason: 'nothing happened' },
  { how: 'read', answer: networkError('ECONNRESET'), again: true, reason: 'a look changes nothing' },
  { how: 'change', answer: networkError('ECONNRESET'), again: false, reason: 'it may have happened' },
  { how: 'read', answer: exception('ResourceInUseException'), again: false, reason: 'it is an answer' },
  { how: 'change', answer: exception('AccessDeniedException'), again: false, reason: 'it is an answer' },
] as const)('$how, answered $answer: again $again ($reason)', async ({ how, answer, again }) => {
  const { result, lines, elapsed } = await called(how, answer);
  expect(result.ok).toBe(false);
  expect(lines.length > 1).toBe(again);
  expect(elapsed).toBeLessThan(20 * SECOND);
  expect(lines.at(-1)).toMatchObject({ level: 'WARN', repeated: false });
  for (const line of lines.slice(0, -1)) expect(line).toMatchObject({ level: 'DEBUG', repeated: true });
});

describe('the pauses between two tries, within 20 seconds', () => {
  const [RATE, LOST] = [exception('ThrottlingException', {}, 400), networkError('ECONNRESET')];
  test.each([
    { situation: 'refused for the rate', answer: RATE, pauses: [1, ...Array.from({ length: 9 }, () => 2)] },
    { situation: 'refused for the rate, at the beginning', answer: RATE, pause: 9 * SECOND, pauses: [9, 9] },
    { situation: 'a lost answer', answer: LOST, pauses: [1, 2, 4, 8] },
    { situation: 'a lost answer, at the beginning', answer: LOST, pause: 9 * SECOND, pauses: [1, 2, 4, 8] },
  ])('$situation: $pauses seconds', async ({ answer, pause, pauses }) => {
    const { lines } = await called('read', answer, pause);
    const times = lines.map((line) => Date.parse(String((line as { timestamp: string }).timestamp)));
    expect(times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / SECOND)).toEqual(pauses);
  });
});
