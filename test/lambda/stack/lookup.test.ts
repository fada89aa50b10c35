import { LOOKUP_TYPE } from '../../../lambda/contract/lookup';
import {
  ACCOUNT,
  CATALOGUE,
  COMPANY_PENDING,
  companyApplication,
  makeApplications,
  OFFICE_PROFESSIONAL_2019 as OFFICE_2019,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { Harness, type HarnessOptions, MINUTE, SECOND } from '../harness';

/** 73 applications, three pages of them; Visio is on the first or on the last, for pages are in the order of the ids. */
const LARGE = { ...SEED_WORLD, applications: [...CATALOGUE, ...makeApplications(60)] };
const NAME = 'Microsoft Visio LTSC Professional 2021';
const LAST = 'Company Application 00000059';

type Properties = Readonly<Record<string, unknown>>;

const event = (ResourceProperties: unknown, more: Properties = {}) => ({
  RequestType: 'Create',
  RequestId: 'request-1',
  ResponseURL: 'https://example.invalid/?X-Amz-Signature=secret',
  StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Desk/0a1b2c3d-0000-0000-0000-000000000000',
  LogicalResourceId: 'Lookup',
  ResourceType: LOOKUP_TYPE,
  ResourceProperties,
  ...more,
});

function office(options: HarnessOptions = {}) {
  const harness = new Harness({ world: LARGE, ...options });
  const lookUp = (properties: unknown, more?: Properties) => harness.onEvent(event(properties, more));
  return { harness, lookUp, pages: () => harness.simulator.callsOf('DescribeApplications').length };
}

test('a name on the first of three pages: its id, what the catalogue says, and nothing else is called', async () => {
  const { harness, lookUp } = office();
  expect(await lookUp({ ServiceToken: 'arn', ServiceTimeout: '900', Name: NAME })).toEqual({
    PhysicalResourceId: VISIO,
    Data: {
      Name: NAME,
      Owner: 'AMAZON',
      LicenseType: 'LICENSED',
      SupportedComputeTypes: expect.stringMatching(/^STANDARD,PERFORMANCE,/),
      SupportedOperatingSystems: expect.stringContaining('WINDOWS_11,'),
    },
  });
  // All three, for another application of the name could be on the last.
  expect(harness.simulator.calls.map(({ operation }) => operation)).toEqual(Array(3).fill('DescribeApplications'));
  expect(harness.stack.looks).toBe(0);
});

test('a name on the last page: found', async () => {
  const { lookUp } = office();
  expect(await lookUp({ Name: LAST })).toMatchObject({ PhysicalResourceId: 'wsa-900000059', Data: { Owner: ACCOUNT } });
});

test('the same name on two pages: refused, naming both', async () => {
  const twin = companyApplication('wsa-zvisio001', NAME);
  const { lookUp } = office({ world: { ...LARGE, applications: [...LARGE.applications, twin] } });
  await expect(lookUp({ Name: NAME })).rejects.toThrow(/2 applications .*wsa-0def67890.*wsa-zvisio001.* pass owner/);
  expect(await lookUp({ Name: NAME, Owner: 'AMAZON' })).toMatchObject({ PhysicalResourceId: VISIO });
  expect(await lookUp({ Name: NAME, Owner: ACCOUNT })).toMatchObject({ PhysicalResourceId: 'wsa-zvisio001' });
});

test('an owner: passed to the service, so that fewer pages are read', async () => {
  const { lookUp, pages } = office();
  await lookUp({ Name: NAME, Owner: 'AMAZON' });
  expect(pages()).toBe(1);
  await expect(lookUp({ Name: NAME, Owner: ACCOUNT })).rejects.toThrow(`applications of owner ${ACCOUNT}`);
});

test('an application that can only be uninstalled: refused unless that is wanted', async () => {
  const { lookUp } = office();
  const Name = 'Microsoft Office Professional Plus 2019';
  await expect(lookUp({ Name })).rejects.toThrow('UNINSTALL_ONLY: it can only be uninstalled');
  expect(await lookUp({ Name, AllowUninstallOnly: 'true' })).toMatchObject({ PhysicalResourceId: OFFICE_2019 });
});

test('an application that is still being made: refused, naming its state', async () => {
  await expect(office().lookUp({ Name: 'Company Timesheets' })).rejects.toThrow(`(${COMPANY_PENDING}) is PENDING`);
});

test('a misspelt name: a failure and an event, which name the nearest, and one line of the log', async () => {
  const { harness, lookUp } = office();
  await expect(lookUp({ Name: 'Microsoft Viso LTSC Professional 2021' })).rejects.toMatchObject({
    name: 'WorkspaceApplicationsFailure',
    stack: '',
    message: expect.stringMatching(
      /of the 73 applications .*; the nearest are 'Microsoft Visio LTSC Professional 2021' \(wsa-0def67890\)/,
    ),
  });
  expect(harness.lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'ERROR', message: 'failed', resource: 'Lookup' },
  ]);
});

describe('a call that is refused', () => {
  test.each(['ThrottlingException', 'InternalServerError', 'AccessDeniedException', 'socketReset'])(
    '%s, four times: tried again, and found',
    async (exception) => {
      const { harness, lookUp } = office();
      harness.simulator.failOperation('DescribeApplications', { exception, times: 4 });
      const began = harness.time;
      expect(await lookUp({ Name: NAME })).toMatchObject({ PhysicalResourceId: VISIO });
      expect(harness.time - began).toBeGreaterThan(5 * SECOND);
    },
  );

  test('throttled on every other page: found', async () => {
    const { lookUp } = office({ throttle: { ratePerSecond: 0.2, burst: 1 } });
    expect(await lookUp({ Name: LAST })).toMatchObject({ PhysicalResourceId: 'wsa-900000059' });
  });

  test.each([
    ['ThrottlingException', /DescribeApplications for 'Microsoft .*' was refused with ThrottlingException/],
    ['AccessDeniedException', /not allowed to make this call.*What next: allow the action/],
  ])('%s for two minutes: fails, saying so', async (exception, says) => {
    const { harness, lookUp } = office();
    harness.simulator.failOperation('DescribeApplications', { exception, times: 1000 });
    const began = harness.time;
    await expect(lookUp({ Name: NAME })).rejects.toThrow(says);
    expect(harness.time - began).toBeGreaterThan(1.5 * MINUTE);
    expect(harness.time - began).toBeLessThanOrEqual(2 * MINUTE);
  });

  test('for good: fails at once', async () => {
    const { harness, lookUp, pages } = office();
    harness.simulator.failOperation('DescribeApplications', { exception: 'InvalidParameterValuesException' });
    await expect(lookUp({ Name: NAME })).rejects.toThrow('InvalidParameterValuesException');
    expect(pages()).toBe(1);
  });
});

test('an update: looked up anew, so that another name is another physical id', async () => {
  const { lookUp } = office();
  const more = { RequestType: 'Update', PhysicalResourceId: VISIO, OldResourceProperties: { Name: NAME } };
  expect(await lookUp({ Name: LAST }, more)).toMatchObject({ PhysicalResourceId: 'wsa-900000059' });
});

test.each([
  ['as it was created', { Name: NAME }],
  ['with a name that nothing has any more', { Name: 'gone' }],
  ['with properties that cannot be read', 7],
  ['without properties', undefined],
])('a delete, %s: done without a call', async (_situation, properties) => {
  const { harness, lookUp } = office();
  const PhysicalResourceId = 'whatever CloudFormation made up';
  expect(await lookUp(properties, { RequestType: 'Delete', PhysicalResourceId })).toEqual({ PhysicalResourceId });
  expect(harness.simulator.calls).toEqual([]);
});

test.each([
  ['no properties', undefined, 'Name is empty'],
  ['null', null, 'Name is empty'],
  ['a list', [NAME], 'Name is empty'],
  ['a name of spaces', { Name: ' \u00a0' }, 'Name is empty'],
  ['a name that is a list', { Name: [NAME] }, "Name must be a text, got 'a value of type list'"],
  ['a name that is an object', { Name: {} }, 'Name must be a text'],
  [
    'an owner that is none',
    { Name: NAME, Owner: 'amazon' },
    "Owner must be 'AMAZON' or the 12 digits of an account id, got 'amazon'",
  ],
  ['an owner of 11 digits', { Name: NAME, Owner: '11112222333' }, 'Owner must be'],
  [
    'a flag that is none',
    { Name: NAME, AllowUninstallOnly: 'yes' },
    "AllowUninstallOnly must be 'true' or 'false', got 'yes'",
  ],
])('%s: refused in words, without a call', async (_situation, properties, says) => {
  const { harness, lookUp } = office();
  await expect(lookUp(properties)).rejects.toThrow(says);
  expect(harness.simulator.calls).toEqual([]);
});

test.each([{ RequestType: 'Format' }, { RequestType: undefined }, { StackId: 7 }])(
  'an event that is none, %j: refused in words',
  async (more) => {
    await expect(office().lookUp({ Name: NAME }, more)).rejects.toThrow('does not come from CloudFormation');
  },
);

test.each(['Create', 'Update', 'Delete'])(
  'the waiter of a look-up, %s: complete at once, without a call',
  async (RequestType) => {
    const { harness } = office();
    expect(await harness.isComplete(event({ Name: NAME }, { RequestType, PhysicalResourceId: VISIO }))).toEqual({
      IsComplete: true,
    });
    expect(harness.simulator.calls).toEqual([]);
  },
);
