import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddedAws } from '../../local';
import {
  CATALOGUE,
  DESKTOP,
  LINUX_DESKTOP,
  makeApplications,
  makeWorkspaces,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  PROJECT_PROFESSIONAL_2021 as PROJECT,
  SEED_WORLD,
  STOPPED_DESKTOP,
  VALUE_DESKTOP,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { version } from '../../package.json';
import { embedded, stopAll } from '../local/embedded-aws';
import { COMMAND, Desk, lineOf, NO_KEYS } from './command';

const OTHER_DIRECTORY = 'd-90670b7a12';
const WORLD = {
  ...SEED_WORLD,
  applications: [...CATALOGUE, ...makeApplications(60)],
  workspaces: [...SEED_WORLD.workspaces, ...makeWorkspaces(30, { directoryId: OTHER_DIRECTORY })],
};

let aws: EmbeddedAws;
let desk: Desk;
const run: Desk['run'] = (...given) => desk.run(...given);
beforeAll(async () => {
  aws = await embedded({ simulator: { world: WORLD } });
  desk = new Desk(aws.environment);
});
beforeEach(() => aws.simulator.clearFaults());
afterAll(async () => {
  desk.remove();
  await stopAll();
});

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
      owner: 'AMAZON',
      licenseType: 'LICENSED',
      state: 'AVAILABLE',
      computeTypes: expect.arrayContaining(['STANDARD', 'PERFORMANCE']),
      operatingSystems: expect.arrayContaining(['WINDOWS_11']),
    });
  });

  test('no applications: says so', async () => {
    const empty = await embedded({ simulator: { world: { applications: [], workspaces: [] } } });
    expect(await run(['list'], empty.environment)).toMatchObject({
      out: 'No applications in this account and Region.\n',
    });
    expect(await run(['list', '--json'], empty.environment)).toEqual({ status: 0, out: '[]\n', err: '' });
    expect(await run(['list', 'workspaces'], empty.environment)).toMatchObject({
      status: 0,
      out: 'No WorkSpaces in this account and Region.\n',
    });
  });
});

describe('list workspaces', () => {
  test('all of two pages in the order of their users, and only Describe calls', async () => {
    const { status, out, err } = await run(['list', 'workspaces']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^ID +USER +STATE +COMPUTE TYPE +OPERATING SYSTEM +COMPUTER +DIRECTORY$/);
    expect(rows).toHaveLength(39);
    expect(lineOf(out, STOPPED_DESKTOP)).toMatch(
      /^ws-1stopped01 +ben +STOPPED +POWER +WINDOWS_11 +WSAMZN-\w+ +d-906734e325$/,
    );
  });

  test('of one directory, for programs: those alone', async () => {
    const { status, out } = await run(['list', 'workspaces', '--directory', OTHER_DIRECTORY, '--json']);
    const listed: { directoryId: string }[] = JSON.parse(out);
    expect(status).toBe(0);
    expect(listed).toHaveLength(30);
    expect(new Set(listed.map(({ directoryId }) => directoryId))).toEqual(new Set([OTHER_DIRECTORY]));
  });

  test('in a terminal of 60 columns: no line is longer', async () => {
    const { status, out } = await desk.startInTerminal(60, ['list', 'workspaces']).ended;
    expect(status).toBe(0);
    expect(Math.max(...out.split(/\r?\n/).map((line) => line.length))).toBeLessThanOrEqual(60);
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
    expect(lineOf(on, VISIO)).toMatch(/^Microsoft Visio .* COMPLETED +2\d{3}-[\d-]+T\d\d:\d\d$/);
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
        directoryId: 'd-906734e325',
        computerName: 'WSAMZN-0ABC1234',
        compute: 'PERFORMANCE',
        operatingSystem: 'WINDOWS_SERVER_2022',
      },
    });
    expect(installed).toContainEqual(
      expect.objectContaining({ applicationId: VISIO, name: expect.any(String), state: 'COMPLETED' }),
    );
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
    { reason: 'no command', args: [], status: 64, says: /^no command was given\. What next: .*--help/ },
    {
      reason: 'an unknown command',
      args: ['lst'],
      status: 64,
      says: /^unknown command 'lst' \(Did you mean list\?\)\. What next: /,
    },
    {
      reason: 'an unknown option',
      args: ['list', '--jsn'],
      status: 64,
      says: /^unknown option '--jsn' \(Did you mean --json\?\)\. /,
    },
    {
      reason: 'an argument too many',
      args: ['list', 'workspaces', DESKTOP],
      status: 64,
      says: /^too many arguments for 'list'/,
    },
    {
      reason: 'a list that there is not',
      args: ['list', 'users'],
      status: 64,
      says: /^list takes applications or workspaces, got 'users'\. /,
    },
    {
      reason: 'a WorkSpace to list workspaces',
      args: ['list', 'workspaces', '--workspace', DESKTOP],
      status: 64,
      says: /^--workspace does not go with/,
    },
    {
      reason: 'a directory to list applications',
      args: ['list', '--directory', OTHER_DIRECTORY],
      status: 64,
      says: /^--directory goes with list workspaces/,
    },
    {
      reason: 'a name for a directory',
      args: ['list', 'workspaces', '--directory', 'corp'],
      status: 64,
      says: /^--directory must look like d-90670b7a12, got 'corp'\. /,
    },
    { reason: 'an option without its value', args: ['list', '--workspace'], status: 64, says: /--workspace.*argument/ },
    {
      reason: 'a user name for an id',
      args: ['list', '--workspace', 'ana'],
      status: 64,
      says: /^--workspace must look like ws-0abc12345, got 'ana'\. /,
    },
    {
      reason: 'no credentials',
      env: NO_KEYS,
      status: 6,
      says: /^there are no valid AWS credentials: .*What next: pass --profile, or sign in, for example with aws sso login$/m,
    },
    {
      reason: 'a profile that does not exist',
      env: { ...NO_KEYS, AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, AWS_PROFILE: 'nobody' },
      status: 6,
      says: /^there is no AWS profile 'nobody' in .*: there is none\. What next: check --profile and AWS_PROFILE/,
    },
    {
      reason: 'a profile of an option that does not exist',
      args: ['list', '--profile', 'nobody'],
      status: 6,
      says: /^there is no AWS profile 'nobody'/,
    },
    {
      reason: 'no Region',
      env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
      status: 6,
      says: /^there is no AWS Region\. What next: pass --region, such as --region eu-west-1, or set AWS_REGION$/m,
    },
    {
      reason: 'credentials that have expired',
      fault: { operation: 'DescribeApplications', exception: 'ExpiredTokenException' },
      status: 6,
      says: /refused with ExpiredTokenException: .*What next: sign in again/,
    },
    {
      reason: 'a denied call',
      fault: { operation: 'DescribeApplications', exception: 'AccessDeniedException' },
      status: 4,
      says: /^DescribeApplications was refused with AccessDeniedException: .*What next: allow workspaces:DescribeApplications to the identity/,
    },
    {
      reason: 'a denied look at the WorkSpace',
      args: ['list', '--workspace', DESKTOP],
      fault: { operation: 'DescribeWorkspaces', exception: 'AccessDeniedException' },
      status: 4,
      says: /What next: allow workspaces:DescribeWorkspaces to/,
    },
    {
      reason: 'a WorkSpace that does not exist',
      args: ['list', '--workspace', 'ws-000000000', '--json'],
      status: 5,
      says: /^there is no WorkSpace ws-000000000 in this account in us-east-1\. What next: check the id/,
    },
    {
      reason: 'an endpoint at which nothing listens',
      env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      status: 1,
      says: /^127\.0\.0\.1:1 cannot be reached: the connection was refused \(ECONNREFUSED\)\. What next: check AWS_ENDPOINT_URL/,
    },
    {
      reason: 'a Region that there is not',
      args: ['list', '--region', 'eu-nowhere-1'],
      env: { AWS_ENDPOINT_URL: 'http://workspaces.eu-nowhere-1.invalid' },
      status: 1,
      says: /^workspaces\.eu-nowhere-1\.invalid cannot be reached: (its name does not resolve|the name server).* What next: check the/,
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

  test('throttled once: tried again, and listed', async () => {
    const before = aws.simulator.callsOf('DescribeApplications').length;
    aws.simulator.failOperation('DescribeApplications', { exception: 'ThrottlingException', times: 1 });
    expect(await run(['list'])).toMatchObject({ status: 0, out: expect.stringContaining(VISIO), err: '' });
    expect(aws.simulator.callsOf('DescribeApplications').length - before).toBe(4);
  });

  test('nothing changes: only Describe operations are called', async () => {
    await run(['list', '--workspace', DESKTOP]);
    expect(aws.simulator.calls.length).toBeGreaterThan(2);
    expect(aws.simulator.calls.filter(({ operation }) => !operation.startsWith('Describe'))).toEqual([]);
  });

  test('a reader that has seen enough: no complaint', async () => {
    const script = `'${process.execPath}' '${COMMAND}' list | head -n 1`;
    const child = spawn('bash', ['-o', 'pipefail', '-c', script], {
      env: { ...aws.environment, PATH: process.env.PATH, HOME: desk.home },
    });
    let err = '';
    child.stderr.on('data', (chunk) => (err += chunk));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, err }).toEqual({ status: 0, err: '' });
  });
});

describe('credentials and Region', () => {
  test('from a profile in the files of the AWS CLI: used', async () => {
    const config = join(desk.home, 'config');
    const { accessKeyId, secretAccessKey } = aws.credentials.person;
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
    writeFileSync(config, `[profile desk]\nregion = eu-west-1\n${keys}`);
    const env = {
      ...NO_KEYS,
      AWS_REGION: undefined,
      AWS_DEFAULT_REGION: undefined,
      AWS_PROFILE: 'desk',
      AWS_CONFIG_FILE: config,
    };
    const gone = ['list', '--workspace', 'ws-000000000'];
    expect(await run(gone, env)).toMatchObject({ status: 5, err: expect.stringContaining('in eu-west-1') });
    const named = await run([...gone, '--profile', 'desk'], { ...env, AWS_PROFILE: undefined });
    expect(named).toMatchObject({ status: 5, err: expect.stringContaining('in eu-west-1') });
    const elsewhere = await run([...gone, '--region', 'ap-south-1'], env);
    expect(elsewhere).toMatchObject({ status: 5, err: expect.stringContaining('in ap-south-1') });
  });

  test('keys of the environment beside a profile of the environment: the keys, and not a word about it', async () => {
    const config = join(desk.home, 'other');
    writeFileSync(config, '[profile desk]\nregion = eu-west-1\n');
    const env = { AWS_PROFILE: 'desk', AWS_CONFIG_FILE: config };
    expect(await run(['list'], env)).toMatchObject({ status: 0, err: '' });
  });

  test('a profile that does not exist beside others: they are named', async () => {
    const config = join(desk.home, 'several');
    writeFileSync(config, '[profile desk]\r\nregion = eu-west-1\r\n\r\n[default]\r\nregion = us-east-1\r\n');
    const { err } = await run(['list', '--profile', 'dsk'], { AWS_CONFIG_FILE: config });
    expect(err).toMatch(/^there is no AWS profile 'dsk' .*: there are default, desk\. /);
  });

  test('the Region by the name that the AWS CLI knows it by: used', async () => {
    const env = { AWS_REGION: undefined, AWS_DEFAULT_REGION: 'ap-south-1' };
    const { err } = await run(['list', '--workspace', 'ws-000000000'], env);
    expect(err).toContain('in ap-south-1');
  });
});

describe('help', () => {
  test.each([['--help'], ['-h'], ['help']])('%s: every subcommand, without credentials', async (...args) => {
    const { status, out, err } = await run(args, NO_KEYS);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const word of ['list', '--version', '--help']) expect(out).toContain(word);
  });

  test('of a subcommand: options, permissions, exit statuses', async () => {
    const { status, out } = await run(['list', '--help'], NO_KEYS);
    expect(status).toBe(0);
    for (const word of ['--workspace', '--profile', '--region', '--json', 'DescribeApplications', 'Exit status'])
      expect(out).toContain(word);
  });

  test('--version: that of the package', async () => {
    expect(await run(['--version'], NO_KEYS)).toEqual({ status: 0, out: `${version}\n`, err: '' });
  });

  test('called by npx: names itself so', async () => {
    expect((await run([], { npm_command: 'exec' })).err).toContain('What next: npx cdk-workspaces-applications --help');
  });
});
