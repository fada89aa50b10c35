import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPERIMENTS } from '../../../cli/probe/experiments/table';
import { toTag } from '../../../lambda/service/marks';
import type { EmbeddedAws } from '../../../local';
import {
  DESKTOP,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  STANDARD_DESKTOP,
  STOPPED_DESKTOP,
  SUSPENDED_DESKTOP,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { embedded, stopAll } from '../../local/embedded-aws';
import { Desk } from '../command';

let aws: EmbeddedAws;
let desk: Desk;
beforeAll(async () => {
  aws = await embedded();
});
beforeEach(() => {
  desk = new Desk(aws.environment);
});
afterEach(() => desk.remove());
afterAll(stopAll);

const given = ['--workspace', DESKTOP, '--application', VISIO];
const run = (...args: readonly string[]) => desk.run(['probe', ...args]);
const fileOf = (name: string) => join(desk.home, name);
const NONE = EXPERIMENTS.flatMap(({ name }) => ['--skip', name]);

test('--dry-run: shows outages, licences and every call that changes something, and makes none', async () => {
  const { status, out, err } = await run(...given, '--second-application', PROJECT, '--dry-run');
  expect({ status, out }).toEqual({ status: 0, out: '' });
  expect(err).toMatch(/^WorkSpace ws-0abc12345 \(AVAILABLE, AUTO_STOP\)$/m);
  expect(err).toMatch(/^At most 6 outages: each ends the session of the user/m);
  expect(err).toMatch(/^Licences .*: Microsoft Visio LTSC Professional 2021, Microsoft Project Professional 2021\.$/m);
  expect(err).toMatch(/^Calls .*: StartWorkspaces, CreateTags, .*AssociateWorkspaceApplication \(second\)/m);
  expect(err).toMatch(/^Not made: failure: it takes --failing-application/m);
  expect(err).toMatch(/^Not made: throttle: it is made only with --throttle\.$/m);
  expect(aws.simulator.mutations).toEqual([]);
  expect(existsSync(fileOf('probe-journal.jsonl'))).toBe(false);
});

test('without a terminal, and without --yes: nothing is changed', async () => {
  const { status, err } = await run(...given);
  expect({ status, last: err.trimEnd().split('\n').at(-1) }).toEqual({
    status: 64,
    last: 'there is no terminal to ask on: nothing was changed. What next: pass --yes',
  });
  expect(aws.simulator.mutations).toEqual([]);
});

test('--yes: the result is shown, then written without ids; the journal goes', async () => {
  const { status, out, err } = await run(...given, '--yes', ...NONE);
  expect({ status, err }).toEqual({ status: 0, err: expect.stringContaining('Written: probe-result.json') });
  expect(readFileSync(fileOf('probe-result.json'), 'utf8')).toBe(out);
  expect(JSON.parse(out)).toMatchObject({ version: 1, workspaces: { experiments: [], left: [] } });
  const summary = readFileSync(fileOf('probe-result.md'), 'utf8');
  expect(summary).toMatch(/^\| busy \| the experiment install does not show it: it was left out with --skip \|$/m);
  expect(out + summary).not.toMatch(/\bwsa?-/);
  expect(existsSync(fileOf('probe-journal.jsonl'))).toBe(false);
});

test('a journal of an earlier probe: not overwritten, and resumed', async () => {
  const beginning = {
    cast: { workspaceId: DESKTOP, applications: { application: VISIO } },
    region: aws.environment.AWS_REGION,
    skip: EXPERIMENTS.map(({ name }) => name),
    throttle: false,
    state: 'AVAILABLE',
    runningMode: 'AUTO_STOP',
    began: 0,
  };
  writeFileSync(fileOf('probe-journal.jsonl'), `${JSON.stringify({ type: 'beginning', beginning })}\n`);
  const { status, err } = await run(...given, '--yes');
  expect({ status, err }).toEqual({
    status: 64,
    err: expect.stringMatching(/probe-journal\.jsonl exists: .*--resume/),
  });
  expect(await run('--resume', '--restore', '--yes')).toMatchObject({
    status: 0,
    err: expect.stringMatching(/^Going on with the probe of ws-0abc12345: done are none\.$/m),
  });
});

test('an output file that is something else: not overwritten', async () => {
  writeFileSync(fileOf('probe-result.json'), '{"mine":1}');
  const { status, err } = await run(...given, '--yes', ...NONE);
  expect({ status, err }).toEqual({ status: 64, err: expect.stringContaining('is not a result of probe') });
  expect(readFileSync(fileOf('probe-result.json'), 'utf8')).toBe('{"mine":1}');
});

const MARK = toTag({
  applicationId: VISIO,
  token: `${'a'.repeat(16)}.x1`,
  kind: 'holds',
  workspaceId: STOPPED_DESKTOP,
  writtenAt: 0,
  attempt: '',
  operation: 0,
  root: '1f3a9c02',
  holder: 'stack/Desk',
});

test.each([
  {
    what: 'no application',
    args: ['--workspace', DESKTOP],
    status: 64,
    says: /^probe takes --workspace and --application/,
  },
  { what: 'an application twice', args: [...given, '--second-application', VISIO], status: 64, says: /different ones/ },
  { what: 'an unknown experiment', args: [...given, '--skip', 'all'], status: 64, says: /^there is no experiment all/ },
  {
    what: 'no such WorkSpace',
    args: ['--workspace', 'ws-000000000', '--application', VISIO],
    status: 5,
    says: /^there is no WorkSpace/,
  },
  {
    what: 'a WorkSpace that is suspended',
    args: ['--workspace', SUSPENDED_DESKTOP, '--application', VISIO],
    status: 1,
    says: /is SUSPENDED: nothing was changed/,
  },
  {
    what: 'what is on it',
    args: ['--workspace', STANDARD_DESKTOP, '--application', 'wsa-1office21s'],
    status: 1,
    says: /is on the WorkSpace already, COMPLETED/,
  },
  {
    what: 'what a stack holds',
    args: ['--workspace', STOPPED_DESKTOP, '--application', VISIO],
    status: 1,
    says: /is held by stack\/Desk/,
  },
  {
    what: 'what is pending',
    args: ['--workspace', 'ws-4graphics1', '--application', VISIO],
    status: 1,
    says: /PENDING_INSTALL on the WorkSpace: a deployment would carry that out/,
  },
  { what: 'no journal', args: ['--resume'], status: 64, says: /is no journal of a probe/ },
])('$what: refused, and nothing is changed', async ({ args, status, says }) => {
  aws.simulator.setTags(STOPPED_DESKTOP, { [MARK.key]: MARK.value });
  aws.simulator.put({ workspaceId: 'ws-4graphics1', applicationId: PROJECT, state: 'PENDING_INSTALL' });
  const before = aws.simulator.mutations.length;
  const ended = await run(...args, '--yes');
  expect(ended).toEqual({ status, out: '', err: expect.stringMatching(says) });
  expect(aws.simulator.mutations).toHaveLength(before);
});
