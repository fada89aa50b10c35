import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { toTag } from '../../lambda/service/marks';
import type { EmbeddedAws } from '../../local';
import {
  CATALOGUE,
  COMPANY_PORTAL,
  makeWorkspaces,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { embedded, stopAll } from '../local/embedded-aws';
import { Desk, lineOf, NO_KEYS } from './command';
import { startTagging, type TaggingApi } from './tagging';

const OTHER = 'd-90670b7a12';
const FORGOTTEN = 'wsa-0forgotten';
const mark = (applicationId: string, workspaceId: string) => {
  const times = { writtenAt: Date.UTC(2026, 0, 15), attempt: '', operation: 0 };
  const holder = { token: '0123456789abcdef.x1', root: '1f3a9c02', holder: 'stack/Desk' };
  const { key, value } = toTag({ applicationId, workspaceId, kind: 'holds', ...times, ...holder });
  return { [key]: value };
};
const FORGOTTEN_MARK = 'cdk-workspaces-applications:wsa-0forgotten:0123456789abcdef.x1';
const WORKSPACES = [
  { workspaceId: 'ws-0ana00000', userName: 'ana', tags: { Team: 'Design', ...mark(VISIO, 'ws-0ana00000') } },
  { workspaceId: 'ws-0ben00000', userName: 'ben', tags: { Team: 'Sales', Ring: '' } },
  { workspaceId: 'ws-0chloe000', userName: 'chloe', directoryId: OTHER, tags: { Team: 'Design' } },
  { workspaceId: 'ws-0dev00000', userName: '=dev', tags: mark(FORGOTTEN, 'ws-0dev00000') },
  ...makeWorkspaces(60, { directoryId: OTHER }),
];
const FAST = ['--rate', '5000'];

let aws: EmbeddedAws;
let tagging: TaggingApi;
let desk: Desk;
const inventory = (...args: readonly string[]) => desk.run(['inventory', ...FAST, ...args]);
const callsSince = (start: number) => {
  const counts: Record<string, number> = {};
  for (const { operation } of aws.simulator.calls.slice(start)) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
};

beforeAll(async () => {
  aws = await embedded({ simulator: { world: { applications: CATALOGUE, workspaces: WORKSPACES } } });
  tagging = await startTagging(
    aws,
    WORKSPACES.map(({ workspaceId }) => workspaceId),
  );
  desk = new Desk({ ...aws.environment, ...tagging.environment });
  const created = Date.UTC(2026, 0, 15, 9, 30);
  aws.simulator.put({ workspaceId: 'ws-0ana00000', applicationId: VISIO, state: 'COMPLETED', created });
  const failed = { state: 'ERROR', reason: 'ValidationError.InsufficientDiskSpace', created } as const;
  aws.simulator.put({ workspaceId: 'ws-0ana00000', applicationId: OFFICE, ...failed });
  aws.simulator.put({ workspaceId: 'ws-0ben00000', applicationId: VISIO, state: 'REMOVED' });
  for (const { workspaceId } of WORKSPACES.slice(4)) {
    aws.simulator.put({ workspaceId, applicationId: COMPANY_PORTAL, state: 'COMPLETED', created });
  }
});
beforeEach(() => {
  aws.simulator.clearFaults();
  tagging.refuseWith = undefined;
});
afterAll(async () => {
  tagging.stop();
  desk.remove();
  await stopAll();
});

test('as CSV: the columns that an import reads, one row for each application of a WorkSpace, and who holds it', async () => {
  const { status, out } = await inventory('--format', 'csv');
  expect(status).toBe(0);
  const [head, ...rows] = out.trimEnd().split('\n');
  expect(head).toBe(
    'WorkspaceId,DirectoryId,UserName,ComputerName,State,ApplicationId,ApplicationName,ApplicationState,Since,ErrorCode,Holders',
  );
  expect(rows).toHaveLength(65);
  const ana = 'ws-0ana00000,d-906734e325,ana,WSAMZN-0ANA0000,AVAILABLE';
  const since = '2026-01-15T09:30:00.000Z';
  expect(rows).toContain(`${ana},${VISIO},Microsoft Visio LTSC Professional 2021,COMPLETED,${since},,stack/Desk`);
  expect(lineOf(out, `${ana},${OFFICE}`)).toMatch(/,ERROR,2026.*Z,ValidationError\.InsufficientDiskSpace,$/);
  expect(lineOf(out, 'ws-0ben00000')).toBe('ws-0ben00000,d-906734e325,ben,WSAMZN-0BEN0000,AVAILABLE,,,,,,');
});

test('as CSV: a name that a spreadsheet would take for a formula is none, and what is held and absent is a row', async () => {
  const { out } = await inventory('--format', 'csv', '--tag', FORGOTTEN_MARK);
  expect(out.split('\n')[1]).toBe(
    `ws-0dev00000,d-906734e325,'=dev,WSAMZN-0DEV0000,AVAILABLE,${FORGOTTEN},,ABSENT,,,stack/Desk`,
  );
});

test('as few calls as the pages allow, which it says', async () => {
  const start = aws.simulator.calls.length;
  tagging.calls = 0;
  const { err } = await inventory();
  const pages = CATALOGUE.length + 2;
  expect(callsSince(start)).toEqual({
    DescribeApplications: 1,
    // 64 WorkSpaces, 25 a page.
    DescribeWorkspaces: 3,
    // One for each application and for the forgotten one, and two more pages of the one that is everywhere.
    DescribeApplicationAssociations: pages + 1,
  });
  expect(tagging.calls).toBe(1);
  expect(err).toMatch(
    new RegExp(`^64 WorkSpaces, 65 rows: ${pages + 5} calls to WorkSpaces, 1 to the tagging API, \\d+ s$`, 'm'),
  );
});

test('of a few WorkSpaces: asked one by one, which is less', async () => {
  const start = aws.simulator.calls.length;
  const { out } = await inventory('--tag', 'Team=Design');
  expect(out.trimEnd().split('\n')).toHaveLength(4);
  expect(callsSince(start)).toEqual({
    DescribeApplications: 1,
    DescribeWorkspaces: 1,
    DescribeWorkspaceAssociations: 2,
  });
});

test.each([
  { reason: 'a tag', args: ['--tag', 'Team=Design'], users: ['ana', 'ana', 'chloe'] },
  { reason: 'a tag of any value', args: ['--tag', 'Ring'], users: ['ben'] },
  { reason: 'a tag of an empty value', args: ['--tag', 'Ring='], users: ['ben'] },
  { reason: 'two tags', args: ['--tag', 'Ring', '--tag', 'Team=Sales'], users: ['ben'] },
  { reason: 'a tag in a directory', args: ['--tag', 'Team=Design', '--directory', OTHER], users: ['chloe'] },
  {
    reason: 'two directories, each once',
    args: ['--directory', OTHER, '--directory', 'd-906734e325'],
    users: undefined,
  },
])('for programs, narrowed by $reason: those alone', async ({ args, users }) => {
  const { status, out } = await inventory('--json', ...args);
  const rows: { userName: string }[] = JSON.parse(out);
  expect(status).toBe(0);
  if (users) expect(rows.map(({ userName }) => userName)).toEqual(users);
  else expect(rows).toHaveLength(65);
});

test('narrowed to nothing: says so, and asks for no application', async () => {
  expect(await inventory('--tag', 'Team=None')).toMatchObject({ status: 0, out: 'No WorkSpaces match.\n' });
});

test('in a terminal of 60 columns: no line is longer', async () => {
  const { status, out } = await desk.startInTerminal(60, ['inventory', ...FAST, '--tag', 'Team=Design']).ended;
  expect(status).toBe(0);
  const lines = stripVTControlCharacters(out).split(/\r?\n/);
  expect(
    Math.max(...lines.filter((line) => !line.includes('tagging API')).map((line) => line.length)),
  ).toBeLessThanOrEqual(60);
  expect(out).toContain('ws-0ana00000');
});

test('--output: in the format of its name, replaced as a whole, and nothing on stdout', async () => {
  const file = join(desk.home, 'desktops.CSV');
  writeFileSync(file, 'old');
  expect(await inventory('--output', file, '--tag', 'Ring')).toMatchObject({ status: 0, out: '' });
  expect(readFileSync(file, 'utf8')).toMatch(/^WorkspaceId,.*\nws-0ben00000,/);
  expect(readdirSync(desk.home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

describe('--resume', () => {
  const file = () => join(desk.home, 'resume');

  test('Ctrl-C: says where it got to, ends with 130, and the same command goes on from there', async () => {
    const expected = await inventory('--format', 'csv');
    const slow = desk.start(['inventory', '--format', 'csv', '--rate', '4', '--resume', file()]);
    await until(() => existsSync(file()) && readFileSync(file(), 'utf8').split('\n').length > 4);
    slow.child.kill('SIGINT');
    const { status, out, err } = await slow.ended;
    expect({ status, out }).toEqual({ status: 130, out: '' });
    expect(err).toMatch(
      /^Interrupted: \d+ pages are in .*resume\. What next: the same node .* inventory goes on from there$/m,
    );
    const kept = readFileSync(file(), 'utf8').split('\n').length - 2;
    const start = aws.simulator.calls.length;
    // As if it had been cut off in the middle of a line.
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}{"list":"wi`);
    expect(await inventory('--format', 'csv', '--resume', file())).toMatchObject({ status: 0, out: expected.out });
    const total = CATALOGUE.length + 7;
    expect(aws.simulator.calls.length - start).toBe(total - kept + 1);
    expect(existsSync(file())).toBe(false);
  });

  test('a place in a list that has expired: that list is read anew', async () => {
    const subject = { region: 'us-east-1', directories: [], tags: [] };
    const head = { format: 'cdk-workspaces-applications inventory 1', ...subject };
    const page = { list: 'WorkSpaces ', items: [{ workspaceId: 'ws-0gone0000' }], next: 'expired' };
    writeFileSync(file(), `${[head, page].map((line) => JSON.stringify(line)).join('\n')}\n`);
    const { status, out } = await inventory('--format', 'csv', '--resume', file());
    expect(status).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(66);
    expect(out).not.toContain('ws-0gone0000');
  });

  test('a file of another inventory: refused, and left as it is', async () => {
    writeFileSync(file(), 'something else');
    const { status, err } = await inventory('--resume', file());
    expect({ status, err }).toEqual({
      status: 64,
      err: expect.stringMatching(/resume belongs to another inventory: .*delete it$/m),
    });
    expect(readFileSync(file(), 'utf8')).toBe('something else');
  });
});

describe('what goes wrong', () => {
  test.each([
    {
      reason: 'a tag without a key',
      args: ['--tag', '=Design'],
      status: 64,
      says: /^--tag must look like Team=Design, got '=Design'\. /,
    },
    {
      reason: 'a rate of nothing',
      args: ['--rate', '0'],
      status: 64,
      says: /^--rate must be a number above 0, got '0'\. /,
    },
    {
      reason: 'a format that there is not',
      args: ['--format', 'xml'],
      status: 64,
      says: /--format <format>.*'xml' is invalid\. Allowed choices are table, csv, json/,
    },
    {
      reason: 'two formats',
      args: ['--format', 'csv', '--json'],
      status: 64,
      says: /^--json does not go with --format csv\. /,
    },
    {
      reason: 'a user name for a directory',
      args: ['--directory', 'corp'],
      status: 64,
      says: /^--directory must look like d-/,
    },
    {
      reason: 'a folder that there is not',
      args: ['--tag', 'Ring', '--output', 'none/at/all.csv'],
      status: 1,
      says: /^none\/at\/all\.csv cannot be written: /,
    },
  ])('$reason: exit $status, in words', async ({ args, status, says }) => {
    expect(await inventory(...args)).toEqual({ status, out: '', err: expect.stringMatching(says) });
  });

  test('the tagging API denied: names the action', async () => {
    tagging.refuseWith = 'AccessDeniedException';
    const { status, err } = await inventory();
    expect({ status, err }).toEqual({
      status: 4,
      err: expect.stringMatching(/What next: allow tag:GetResources to the identity/),
    });
  });

  test('WorkSpaces denied in the middle: names the action, and keeps what was read', async () => {
    aws.simulator.failOperation('DescribeApplicationAssociations', { exception: 'AccessDeniedException' });
    const file = join(desk.home, 'kept');
    const { status, err } = await inventory('--resume', file);
    expect({ status, err }).toEqual({
      status: 4,
      err: expect.stringMatching(/allow workspaces:DescribeApplicationAssociations to/),
    });
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(7);
  });

  test('no credentials: says so', async () => {
    const { status, err } = await desk.run(['inventory', '--resume', join(desk.home, 'none')], NO_KEYS);
    expect({ status, err }).toEqual({ status: 6, err: expect.stringMatching(/^there are no valid AWS credentials/) });
  });
});

/** Resolves once it is so: what a child process writes into a file announces itself in no other way. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}
