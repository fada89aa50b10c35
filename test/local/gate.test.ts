import type { EmbeddedAws } from '../../local';
import { deployed, embedded, inlineFunction, stopAll } from './embedded-aws';
import { type Raw, raw, signature, signed } from './raw';

let aws: EmbeddedAws;

beforeEach(async () => {
  aws = await embedded();
});
afterEach(stopAll);

const CREATE = `Action=CreateStack&Version=2010-05-15&StackName=Evil&TemplateBody=${encodeURIComponent(
  JSON.stringify({ Resources: { F: inlineFunction('f', 'throw new Error()') } }),
)}`;
const REQUEST = { method: 'POST', body: CREATE, service: 'cloudformation' };

/** The status and the message of a CreateStack with these headers in place of its own, and whether it did anything. */
async function attempt(headers: Readonly<Record<string, string>>, more: Raw = {}) {
  const own = signature(aws, REQUEST);
  const { status, body } = await raw(aws, { ...REQUEST, headers: { ...own, ...headers }, ...more });
  const created = aws.cloudformation.allStacks().some(({ name }) => name === 'Evil');
  return { status, message: /<Message>(.*)<.Message>/.exec(body)?.[1] ?? body, created };
}

test('a signed request: let in', async () => {
  expect(await attempt({})).toMatchObject({ status: 200, created: true });
});

test.each([
  ['the same with the name of the host', () => ({ host: `localhost:${aws.port}` }), 'The signature does not match'],
  ['a name that leads here, as after DNS rebinding', () => ({ host: 'evil.example' }), "not at 'evil.example'"],
  ['that name with the port', () => ({ host: `evil.example:${aws.port}` }), "not at 'evil.example:"],
  ['another port', () => ({ host: '127.0.0.1:1' }), "not at '127.0.0.1:1'"],
  ['no port', () => ({ host: '127.0.0.1' }), "not at '127.0.0.1'"],
  ['a subdomain', () => ({ host: `x.localhost:${aws.port}` }), "not at 'x.localhost:"],
  ['the host of response URLs', () => ({ host: aws.cloudformation.inbox.host }), 'expects no response'],
])('Host: %s: 403, nothing is done', async (_what, headers, words) => {
  expect(await attempt(headers())).toEqual({ status: 403, message: expect.stringContaining(words), created: false });
});

test.each([
  ['a web page elsewhere', { origin: 'http://evil.example' }, "comes from 'http://evil.example'"],
  ['a page without an origin', { origin: 'null' }, "comes from 'null'"],
  ['another server on this machine', { origin: 'http://127.0.0.1:1' }, "comes from 'http://127.0.0.1:1'"],
  ['a browser that says so itself', { 'sec-fetch-site': 'cross-site' }, 'answers no web page'],
  ['another port, by the browser', { 'sec-fetch-site': 'same-site' }, 'answers no web page'],
])('Origin: %s: 403, nothing is done', async (_what, headers, words) => {
  expect(await attempt(headers)).toEqual({ status: 403, message: expect.stringContaining(words), created: false });
});

test('the question of a browser whether a page may ask: 403', async () => {
  const headers = {
    host: `127.0.0.1:${aws.port}`,
    origin: 'http://evil.example',
    'access-control-request-method': 'POST',
  };
  expect((await raw(aws, { method: 'OPTIONS', headers })).status).toBe(403);
});

const tampered = (authorization: string): string => authorization.replace(/.$/, (last) => (last === '0' ? '1' : '0'));

test.each([
  ['no signature', () => ({ authorization: '' }), 'signed with the credentials of this run'],
  ['another scheme', () => ({ authorization: 'Basic eDp5' }), 'signed with the credentials of this run'],
  [
    'a made-up key',
    () => signature(aws, { ...REQUEST, key: { accessKeyId: 'AKIAX', secretAccessKey: 'x' } }),
    'does not belong to this run',
  ],
  [
    'the right key with a wrong secret',
    () => signature(aws, { ...REQUEST, key: { ...aws.credentials.person, secretAccessKey: 'x' } }),
    'does not match',
  ],
  [
    'one that was tampered with',
    () => ({ authorization: tampered(signature(aws, REQUEST).authorization) }),
    'does not match',
  ],
  [
    'one of another service',
    () => ({
      authorization: signature(aws, { ...REQUEST, service: 's3' }).authorization.replace('/s3/', '/cloudformation/'),
    }),
    'does not match',
  ],
  ['one of another body', () => signature(aws, { ...REQUEST, body: 'Action=ListStacks' }), 'does not match'],
  ['one of another path', () => signature(aws, { ...REQUEST, path: '/other' }), 'does not match'],
  ['one of another time', () => ({ 'x-amz-date': '20260131T120001Z' }), 'does not match'],
  ['one that leaves out the time', () => ({ 'x-amz-date': '' }), 'does not match'],
])('Signature: %s: 403, nothing is done', async (_what, headers, words) => {
  expect(await attempt(headers())).toEqual({ status: 403, message: expect.stringContaining(words), created: false });
});

test('a body that does not have the hash which the request names: 403', async () => {
  const headers = { ...signature(aws, REQUEST), 'x-amz-content-sha256': '0'.repeat(64) };
  expect(await raw(aws, { ...REQUEST, headers })).toMatchObject({ status: 403 });
});

test('the credentials of another run: 403', async () => {
  const other = await embedded();
  expect((await attempt(signature(aws, { ...REQUEST, key: other.credentials.person }))).message).toMatch(/this run/);
});

test('a JSON service: refused in its own form', async () => {
  const headers = { host: `127.0.0.1:${aws.port}`, 'x-amz-target': 'WorkspacesService.DescribeWorkspaces' };
  const { status, body } = await raw(aws, { method: 'POST', headers, body: '{}' });
  expect([status, JSON.parse(body)]).toEqual([
    403,
    { __type: 'MissingAuthenticationTokenException', message: expect.stringContaining('credentials of this run') },
  ]);
});

describe('the response URL of a custom resource', () => {
  const answer = (path: string, method = 'PUT') =>
    raw(aws, { method, path, headers: { host: aws.cloudformation.inbox.host }, body: method === 'PUT' ? '{}' : '' });

  test('one that was given: taken without a signature, also when it was answered already', async () => {
    const { url } = aws.cloudformation.inbox.open('stack', 'A');
    const path = url.slice(url.indexOf('/', 'https://'.length));
    expect([(await answer(path)).status, (await answer(path)).status]).toEqual([200, 200]);
    expect((await answer(path, 'GET')).status).toBe(403);
  });

  test.each(['/', '/stack%7CA%7C00000000-0000-0000-0000-000000000000', '/%zz', '/bucket/key'])(
    '%s, which was never given: 403',
    async (path) => {
      aws.cloudformation.inbox.open('stack', 'A');
      expect((await answer(path)).status).toBe(403);
    },
  );
});

describe('paths that climb', () => {
  test.each([
    '/bucket/../secret/key',
    '/bucket/%2E%2E/secret/key',
    '/bucket/..%2Fsecret%2Fkey',
    '/bucket/a/../../secret/key',
  ])('S3 %s: a key of the bucket that is named first, and of no other', async (path) => {
    for (const bucket of ['/bucket', '/secret']) await signed(aws, { method: 'PUT', path: bucket, service: 's3' });
    await signed(aws, { method: 'PUT', path: '/secret/key', body: 'secret', service: 's3' });
    const { status, body } = await signed(aws, { path, service: 's3' });
    expect([status, body]).toEqual([404, expect.stringContaining('NoSuchKey')]);
  });

  test.each([
    ['a name', inlineFunction('../../f', '')],
    ['a handler', inlineFunction('f', '', { Handler: '../../f.handler' })],
  ])('%s of a function: fails by name', async (_what, resource) => {
    await expect(deployed(aws, { F: resource })).rejects.toThrow(/failed to satisfy constraint|\.\.\//);
  });
});
