import type { EmbeddedAws } from '../../local';
import { pictureOf } from '../../local/page/picture';
import { DESKTOP } from '../../local/workspaces';
import { embedded, stopAll } from './embedded-aws';
import { type Raw, raw, signature } from './raw';

const PAGE = '/_embedded/page';

let aws: EmbeddedAws;
let cookie: string;
let opened: number;
beforeEach(async () => {
  opened = 0;
  aws = await embedded({
    onPageOpened: () => {
      opened += 1;
    },
  });
  cookie = await enter();
});
afterEach(stopAll);

const own = (): string => `127.0.0.1:${aws.port}`;

/** Opens the address as a browser does. Returns the cookie that it gets. */
async function enter(): Promise<string> {
  const response = await fetch(aws.pageAddress);
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  raw(aws, { method: 'GET', path, headers: { host: own(), cookie, ...headers } });

/** Has a user connect, and returns what came of it. */
async function connect(headers: Readonly<Record<string, string>> = {}, more: Raw = {}) {
  const { status, body } = await raw(aws, {
    method: 'POST',
    path: `${PAGE}/do`,
    headers: { host: own(), origin: `http://${own()}`, 'content-type': 'application/json', cookie, ...headers },
    body: JSON.stringify({ action: 'connect', workspaceId: DESKTOP }),
    ...more,
  });
  return { status, body, isConnected: aws.simulator.workspace(DESKTOP)?.connection === 'CONNECTED' };
}

test('a browser that has opened the address: sees the page, and uses its controls', async () => {
  expect(await get(`${PAGE}/`)).toMatchObject({ status: 200, body: expect.stringContaining('<h1>Embedded AWS</h1>') });
  expect(await connect()).toEqual({ status: 204, body: '', isConnected: true });
});

test('the cookie: for the page alone, for no other site, and for no script', async () => {
  const response = await fetch(aws.pageAddress);
  expect(response.headers.get('set-cookie')).toMatch(/; Path=\/_embedded\/page; HttpOnly; SameSite=Strict$/);
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /);
  expect(await response.text()).not.toContain(cookie.split('=')[1]);
});

test('an address that was used: refused, and there is another one', async () => {
  const address = aws.pageAddress;
  expect((await fetch(address)).status).toBe(200);
  expect((await fetch(address)).status).toBe(403);
  expect(aws.pageAddress).not.toBe(address);
  expect((await fetch(aws.pageAddress)).status).toBe(200);
  expect(opened).toBe(3);
});

test.each([
  ['no cookie', () => ({ cookie: '' }), 'This page opens with the address'],
  ['a made-up cookie', () => ({ cookie: `embedded-aws-${aws.port}=${'x'.repeat(32)}` }), 'This page opens with'],
  [
    'the credentials of the run in place of the cookie',
    () => ({ cookie: '', ...signature(aws, { service: 'workspaces' }) }),
    'This page opens',
  ],
  ['a name that leads here, as after DNS rebinding', () => ({ host: 'evil.example' }), "not at 'evil.example'"],
  ['that name with the port', () => ({ host: `evil.example:${aws.port}` }), "not at 'evil.example:"],
  ['the host of response URLs', () => ({ host: aws.cloudformation.inbox.host }), "not at 'cloudformation-"],
  ['a web page elsewhere', () => ({ origin: 'http://evil.example' }), "comes from 'http://evil.example'"],
  ['a page without an origin', () => ({ origin: 'null' }), "comes from 'null'"],
  ['another server on this machine', () => ({ origin: 'http://127.0.0.1:1' }), "comes from 'http://127.0.0.1:1'"],
  ['another site, by the browser', () => ({ 'sec-fetch-site': 'cross-site' }), 'answers no web page'],
  ['another port, by the browser', () => ({ 'sec-fetch-site': 'same-site' }), 'answers no web page'],
])('%s: 403 on the page, its events and its controls, and nothing is done', async (_what, headers, words) => {
  for (const path of ['/', '/page.js', '/events'])
    expect(await get(PAGE + path, headers())).toMatchObject({ status: 403, body: expect.stringContaining(words) });
  expect(await connect(headers())).toEqual({ status: 403, body: expect.stringContaining(words), isConnected: false });
});

test.each([
  ['no Origin, which a browser always sends', () => connect({ origin: '' }, noOrigin()), 403],
  ['a form', () => connect({ 'content-type': 'text/plain' }), 415],
  ['a GET', () => connect({}, { method: 'GET', body: '' }), 404],
  ['no JSON', () => connect({}, { body: '{' }), 400],
  ['a control that there is not', () => connect({}, { body: '{"action":"constructor"}' }), 400],
  ['a WorkSpace that there is not', () => connect({}, { body: '{"action":"connect","workspaceId":"ws-0"}' }), 400],
  ['a speed that is not offered', () => connect({}, { body: '{"action":"speed","speed":1e9}' }), 400],
])('a control with %s: refused, and nothing is done', async (_what, attempt, status) => {
  expect(await attempt()).toMatchObject({ status, isConnected: false });
  expect(aws.clock.speed).toBe(aws.speed);
});

/** The headers of a request that no page makes. */
const noOrigin = (): Raw => ({ headers: { host: own(), 'content-type': 'application/json', cookie } });

test.each([
  '../index.ts',
  '%2e%2e/index.ts',
  '..%2findex.ts',
  'static/page.js',
  'page.js/',
  '__proto__',
  'constructor',
])('a path that climbs, or is none: %s: 404', async (path) => {
  expect(await get(`${PAGE}/${path}`)).toMatchObject({ status: 404 });
});

test('events: the picture at once, and again when something has changed', async () => {
  const ended = new AbortController();
  const response = await fetch(`${aws.url}${PAGE}/events`, { headers: { cookie }, signal: ended.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const connections = async (): Promise<string> => {
    const { value = '' } = (await reader?.read()) ?? {};
    const picture = JSON.parse(value.replace(/^data: /, ''));
    return picture.desktops.find(({ id }: { id: string }) => id === DESKTOP).connection;
  };
  expect(await connections()).toBe('DISCONNECTED');
  aws.simulator.setConnection(DESKTOP, 'CONNECTED');
  expect(await connections()).toBe('CONNECTED');
  ended.abort();
});

test('a clock that runs faster: functions and what sleeps go with it, and the past stays where it was', async () => {
  const before = aws.clock.now();
  const real = aws.clock.toReal(before);
  const slept = aws.clock.sleep(3_600_000);
  await connect({}, { body: '{"action":"speed","speed":240}' });
  expect(aws.clock.speed).toBe(240);
  expect(aws.clock.toReal(before)).toBeCloseTo(real, 0);
  expect(aws.clock.now()).toBeGreaterThanOrEqual(before);
  const began = Date.now();
  for (let more = 0; more < 50; more += 1) aws.clock.speed = 1_000_000;
  await slept;
  expect(Date.now() - began).toBeLessThan(5_000);
});

test('a fleet that deploys: its waves, and how far each is', async () => {
  const arn = 'arn:aws:states:us-east-1:111122223333:stateMachine:Design';
  const wave = (Next: object) => ({
    Type: 'Map',
    ItemsPath: '$.desktops',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Deploy',
      States: { Deploy: { Type: 'Wait', Seconds: 86_400, End: true } },
    },
    MaxConcurrency: 2,
    ...Next,
  });
  aws.services.machines.define(arn, { StartAt: 'Pilot', States: { Pilot: wave({ End: true }) } });
  aws.services.machines.start(arn, { desktops: ['ws-1', 'ws-2', 'ws-3'] });
  await aws.clock.sleep(10_000);
  expect(pictureOf(aws.services, aws.clock).fleets).toEqual([
    {
      name: 'Design',
      status: 'RUNNING',
      waves: [expect.objectContaining({ total: 3, running: 2, pending: 1, succeeded: 0, failed: 0 })],
    },
  ]);
});

test('a stack that is being deployed: how far it is, and at what', async () => {
  aws.cloudformation.createStack({
    stackName: 'Desk',
    templateBody: JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties: {} } } }),
  });
  await aws.clock.sleep(100);
  const { stacks } = pictureOf(aws.services, aws.clock);
  expect(stacks).toEqual([expect.objectContaining({ name: 'Desk', status: 'CREATE_IN_PROGRESS', moving: ['Role'] })]);
});
