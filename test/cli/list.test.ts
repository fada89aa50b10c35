import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedAws } from '../../local';
import {
  CATALOGUE,
  DESKTOP,
  LINUX_DESKTOP,
  makeApplications,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  SEED_WORLD,
  VALUE_DESKTOP,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { embedded, stopAll } from '../local/embedded-aws';

const COMMAND = join(__dirname, '../../assets/cli/index.js');
const NOBODY = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined };

let aws: EmbeddedAws;
let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'cli-'));
  aws = await embedded({
    simulator: { world: { ...SEED_WORLD, applications: [...CATALOGUE, ...makeApplications(60)] } },
  });
});
afterEach(async () => {
  await stopAll();
  rmSync(home, { recursive: true, force: true });
});

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command as it is published, with the environment of the embedded AWS and nothing of whoever runs the tests. */
function run(args: readonly string[], more: Readonly<Record<string, string | undefined>> = {}): Promise<Ended> {
  const env = { ...aws.environment, HOME: home, ...more };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, out, err })));
}

const lineOf = (text: string, part: string): string => text.split('\n').find((line) => line.includes(part)) ?? '';

describe('list', () => {
  test('the catalogue: every application of its three pages in one line, by name, and nothing on stderr', async () => {
    const { status, out, err } = await run(['list']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^NAME +ID +OWNER +STATE +COMPUTE TYPES +OPERATING SYSTEMS$/);
    expect(rows).toHaveLength(73);
    expect(rows).toEqual([...rows].sort((a, b) => a.localeCompare(b, 'en')));
    expect(lineOf(out, VISIO)).toMatch(
      /^Microsoft Visio LTSC Professional 2021 +wsa-0def67890 +AMAZON +AVAILABLE +all but GRAPHICS, GRAPHICSPRO, VALUE +all Windows but WINDOWS_7, WINDOWS_SERVER_2016$/,
    );
    expect(lineOf(out, 'Professional Plus 2019')).toMatch(/UNINSTALL_ONLY .* all Windows$/);
  });

  test('for programs: the same as JSON, whole lists', async () => {
    const { status, out } = await run(['list', '--json']);
    const listed = JSON.parse(out);
    expect(status).toBe(0);
    expect(listed).toHaveLength(73);
    expect(listed).toContainEqual({
      applicationId: VISIO,
      name: 'Microsoft Visio LTSC Professional 2021',
      description: expect.any(String),
      owner: 'AMAZON',
      licenseType: 'LICENSED',
      state: 'AVAILABLE',
      created: '2023-11-15T00:00:00.000Z',
      supportedComputeTypes: expect.arrayContaining(['STANDARD', 'PERFORMANCE']),
      supportedOperatingSystems: expect.arrayContaining(['WINDOWS_11']),
    });
  });

  test('no applications: says so', async () => {
    await stopAll();
    aws = await embedded({ simulator: { world: { applications: [], workspaces: [] } } });
    expect(await run(['list'])).toMatchObject({ status: 0, out: 'No applications in this account and Region.\n' });
    expect(JSON.parse((await run(['list', '--json'])).out)).toEqual([]);
  });
});

describe('list --workspace', () => {
  test('what is on it with state and reason, and which others would fit', async () => {
    aws.simulator.installNow(DESKTOP, VISIO);
    const failed = { applicationId: PROJECT, state: 'ERROR', reason: 'ValidationError.InsufficientMemory' } as const;
    aws.simulator.put({ workspaceId: DESKTOP, ...failed });
    aws.simulator.put({ workspaceId: DESKTOP, applicationId: OFFICE, state: 'REMOVED' });
    const { status, out, err } = await run(['list', '--workspace', DESKTOP]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const [title, on = '', others = ''] = out.split('\n\n');
    expect(title).toBe(`WorkSpace ${DESKTOP} (ana, AVAILABLE, PERFORMANCE, WINDOWS_SERVER_2022)`);
    expect(lineOf(on, VISIO)).toMatch(/^Microsoft Visio .* COMPLETED +2\d{3}-[\d-]+T[\d:.]+Z$/);
    expect(lineOf(on, PROJECT)).toMatch(/ ERROR .* ValidationError\.InsufficientMemory: The WorkSpace does not/);
    expect(lineOf(others, VISIO)).toBe('');
    expect(lineOf(others, OFFICE)).toMatch(/ AMAZON +yes$/);
    expect(lineOf(others, 'Professional Plus 2019')).toMatch(/ no: can only be uninstalled$/);
    expect(lineOf(others, 'Company Timesheets')).toMatch(/ 111122223333 +no: is PENDING$/);
  });

  test.each([
    [VALUE_DESKTOP, 'no: does not support compute type VALUE'],
    [LINUX_DESKTOP, 'no: does not support operating system AMAZON_LINUX_2'],
  ])('%s, on which Visio cannot run: %s', async (workspaceId, says) => {
    const { out } = await run(['list', '--workspace', workspaceId]);
    expect(out).toContain('On it: no applications\n');
    expect(lineOf(out, VISIO)).toContain(says);
  });

  test('for programs: the same as JSON', async () => {
    aws.simulator.installNow(DESKTOP, VISIO);
    const { status, out } = await run(['list', '--json', '--workspace', DESKTOP]);
    const { installed, others, ...workspace } = JSON.parse(out);
    expect({ status, workspace }).toEqual({
      status: 0,
      workspace: {
        workspaceId: DESKTOP,
        userName: 'ana',
        state: 'AVAILABLE',
        computeType: 'PERFORMANCE',
        operatingSystem: 'WINDOWS_SERVER_2022',
      },
    });
    expect(installed).toMatchObject([{ applicationId: VISIO, name: expect.any(String), state: 'COMPLETED' }]);
    expect(others).toHaveLength(72);
    expect(others).toContainEqual(expect.objectContaining({ applicationId: OFFICE, fits: true, reasons: [] }));
  });

  test('an application that the catalogue no longer has: its id and state all the same', async () => {
    aws.simulator.put({ workspaceId: DESKTOP, applicationId: 'wsa-0forgotten', state: 'COMPLETED' });
    expect(lineOf((await run(['list', '--workspace', DESKTOP])).out, 'wsa-0forgotten')).toMatch(
      /^\(not in the catalogue\) .* COMPLETED/,
    );
  });
});

describe('what goes wrong', () => {
  const FAILS: readonly {
    readonly reason: string;
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly fault?: { readonly operation: 'DescribeApplications' | 'DescribeWorkspaces'; readonly exception: string };
    readonly status: number;
    readonly says: RegExp;
  }[] = [
    { reason: 'no command', args: [], status: 2, says: /^no command was given\. What next: .*--help/ },
    { reason: 'an unknown command', args: ['lst'], status: 2, says: /^'lst' is no command\. / },
    { reason: 'an unknown option', args: ['list', '--jsn'], status: 2, says: /^Unknown option '--jsn'\. What next: / },
    { reason: 'an argument too many', args: ['list', DESKTOP], status: 2, says: /^'ws-0abc12345' is too much\. / },
    { reason: 'an option without its value', args: ['list', '--workspace'], status: 2, says: /--workspace.*argument/ },
    {
      reason: 'a user name for an id',
      args: ['list', '--workspace', 'ana'],
      status: 2,
      says: /^--workspace must look like 'ws-0abc12345', got 'ana'\. /,
    },
    {
      reason: 'no credentials',
      env: NOBODY,
      status: 3,
      says: /^there are no AWS credentials: .*What next: set AWS_PROFILE, or sign in/,
    },
    {
      reason: 'a profile that does not exist',
      env: { ...NOBODY, AWS_PROFILE: 'nobody' },
      status: 3,
      says: /^there are no AWS credentials for profile 'nobody': /,
    },
    {
      reason: 'no Region',
      env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
      status: 3,
      says: /^there is no Region .*What next: set AWS_REGION/,
    },
    {
      reason: 'credentials that have expired',
      fault: { operation: 'DescribeApplications', exception: 'ExpiredTokenException' },
      status: 3,
      says: /refused with ExpiredTokenException: .*What next: sign in again/,
    },
    {
      reason: 'a denied call',
      fault: { operation: 'DescribeApplications', exception: 'AccessDeniedException' },
      status: 4,
      says: /^DescribeApplications was refused with AccessDeniedException: .*What next: allow workspaces:DescribeApplications/,
    },
    {
      reason: 'a denied look at the WorkSpace',
      args: ['list', '--workspace', DESKTOP],
      fault: { operation: 'DescribeWorkspaces', exception: 'AccessDeniedException' },
      status: 4,
      says: /What next: allow workspaces:DescribeWorkspaces /,
    },
    {
      reason: 'a WorkSpace that nobody has',
      args: ['list', '--workspace', 'ws-000000000', '--json'],
      status: 5,
      says: /^there is no WorkSpace ws-000000000 in this account in us-east-1\. What next: check the id/,
    },
    {
      reason: 'a service that refuses',
      fault: { operation: 'DescribeApplications', exception: 'InvalidParameterValuesException' },
      status: 1,
      says: /^DescribeApplications failed with InvalidParameterValuesException: .*What next: /,
    },
  ];

  test.each(FAILS)(
    '$reason: exit $status, the reason on stderr, nothing on stdout',
    async ({ status, says, ...given }) => {
      if (given.fault) aws.simulator.failOperation(given.fault.operation, { exception: given.fault.exception });
      const ended = await run(given.args ?? ['list'], given.env);
      expect(ended).toEqual({ status, out: '', err: expect.stringMatching(says) });
      expect(ended.err.trimEnd().split('\n')).toHaveLength(1);
    },
  );

  test('throttled three times: tried again, and listed', async () => {
    aws.simulator.failOperation('DescribeApplications', { exception: 'ThrottlingException', times: 3 });
    expect(await run(['list'])).toMatchObject({ status: 0, out: expect.stringContaining(VISIO), err: '' });
    expect(aws.simulator.callsOf('DescribeApplications')).toHaveLength(6);
  });

  test('nothing changes: only Describe operations are called', async () => {
    await run(['list', '--workspace', DESKTOP]);
    expect(aws.simulator.calls.length).toBeGreaterThan(2);
    expect(aws.simulator.calls.filter(({ operation }) => !operation.startsWith('Describe'))).toEqual([]);
  });

  test('a reader that has seen enough: no complaint', async () => {
    const script = `'${process.execPath}' '${COMMAND}' list | head -n 1`;
    const child = spawn('bash', ['-o', 'pipefail', '-c', script], {
      env: { ...aws.environment, PATH: process.env.PATH, HOME: home },
    });
    let err = '';
    child.stderr.on('data', (chunk) => (err += chunk));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, err }).toEqual({ status: 0, err: '' });
  });
});

describe('credentials and Region', () => {
  test('from a profile in the files of the AWS CLI: used', async () => {
    const config = join(home, 'config');
    writeFileSync(
      config,
      '[profile desk]\nregion = eu-west-1\naws_access_key_id = LOCALPERSON\naws_secret_access_key = x\n',
    );
    const env = {
      ...NOBODY,
      AWS_REGION: undefined,
      AWS_DEFAULT_REGION: undefined,
      AWS_PROFILE: 'desk',
      AWS_CONFIG_FILE: config,
    };
    expect(await run(['list', '--workspace', 'ws-000000000'], env)).toMatchObject({
      status: 5,
      err: expect.stringContaining('in eu-west-1'),
    });
  });

  test('the Region by the name that the AWS CLI knows it by: used', async () => {
    const env = { AWS_REGION: undefined, AWS_DEFAULT_REGION: 'ap-south-1' };
    const { err } = await run(['list', '--workspace', 'ws-000000000'], env);
    expect(err).toContain('in ap-south-1');
  });
});

test.each([['--help'], ['-h'], ['help'], ['list', '--help']])(
  '%s %s: the help, without credentials',
  async (...args) => {
    const { status, out, err } = await run(args, NOBODY);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const word of ['list', '--workspace', '--json', '--help', 'Exit status']) expect(out).toContain(word);
  },
);
