import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../../local/workspaces';
import { declare, Harness } from '../harness';

const DESKTOP = 'ws-0abc12345';

type Line = Readonly<Record<string, unknown>>;

/** What a create of two applications logs. */
async function linesOfCreate(): Promise<readonly Line[]> {
  const harness = new Harness();
  harness.simulator.addWorkspace({ workspaceId: DESKTOP, userName: 'ada' });
  await harness.create(declare(DESKTOP, [OFFICE, VISIO]));
  return harness.lines.map((line) => JSON.parse(line));
}

const decisions = (lines: readonly Line[]) => lines.filter(({ message }) => message === 'decided');

test('a decision: one line with stack, resource, request, WorkSpace, each application with state and since, decision and elapsed', async () => {
  const decided = decisions(await linesOfCreate());
  expect(decided.map(({ decision }) => decision).slice(0, 2)).toEqual(['mark', 'register']);
  for (const line of decided) {
    expect(line).toMatchObject({
      stack: expect.stringMatching(/^arn:/),
      resource: 'Desk',
      requestId: expect.stringMatching(/^request-/),
      workspace: DESKTOP,
      applications: [
        { application: OFFICE, state: expect.stringMatching(/^[A-Z_]+$/) },
        { application: VISIO, state: expect.stringMatching(/^[A-Z_]+$/) },
      ],
      decision: expect.any(String),
      elapsed: expect.any(Number),
    });
  }
  const registered = decided
    .filter(({ decision }) => decision !== 'mark' && decision !== 'register')
    .flatMap(({ applications }) => applications);
  for (const application of registered)
    expect(application).toHaveProperty('since', expect.stringMatching(/^2026-.*Z$/));
});

test('what is dropped, and no mark shows that the stack installed it: a line says that it is left alone', async () => {
  const harness = new Harness();
  harness.simulator.addWorkspace({ workspaceId: DESKTOP, userName: 'ada' });
  harness.simulator.installNow(DESKTOP, OFFICE);
  const adopted = declare(DESKTOP, [OFFICE, VISIO], { AllowExisting: 'true' });
  const { physicalId } = await harness.create(adopted);
  harness.lines.length = 0;
  await harness.destroy(physicalId, adopted);
  const left = decisions(harness.lines.map((line) => JSON.parse(line))).map(({ leftAlone }) => leftAlone);
  expect(left.filter((ids) => ids !== undefined)).toContainEqual([OFFICE]);
});

test('messages: constant, so that a query can ask for them', async () => {
  const messages = new Set((await linesOfCreate()).map(({ message }) => message));
  expect([...messages]).toEqual(['requested', 'decided', 'deploying: the session of the user ends', 'done']);
});

test('the lines in docs/watching.md: have the members that lines have', async () => {
  const block =
    /```text\n(2026[\s\S]*?)```/.exec(readFileSync(join(__dirname, '../../../docs/watching.md'), 'utf8'))?.[1] ?? '';
  const shown: readonly Line[] = block
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))));
  const membersOf = (lines: readonly Line[], wanted: unknown) => [
    ...new Set(lines.filter(({ message }) => message === wanted).flatMap((line) => Object.keys(line))),
  ];
  const real = await linesOfCreate();
  expect(shown.length).toBeGreaterThan(4);
  for (const { message } of shown) expect(membersOf(shown, message).sort()).toEqual(membersOf(real, message).sort());
});
