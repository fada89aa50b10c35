import { proxyFor, proxyName } from '../../cli/aws/proxy';
import type { EmbeddedAws } from '../../local';
import { VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { embedded, stopAll } from '../local/embedded-aws';
import { Desk } from './command';
import { PEM_FILE, startProxy, startSecureFront, type TestProxy } from './proxies';

const PROXY = 'http://proxy.example.com:3128';
const AWS = { protocol: 'https:', hostname: 'workspaces.eu-west-1.amazonaws.com' };

describe('which proxy', () => {
  test.each([
    { reason: 'none is named', env: {}, proxy: undefined },
    { reason: 'one for https', env: { HTTPS_PROXY: PROXY }, proxy: PROXY },
    { reason: 'in small letters, which win', env: { HTTPS_PROXY: 'http://other', https_proxy: PROXY }, proxy: PROXY },
    { reason: 'in small letters and empty: none', env: { HTTPS_PROXY: PROXY, https_proxy: '' }, proxy: undefined },
    { reason: 'one for http alone', env: { HTTP_PROXY: PROXY }, proxy: undefined },
    { reason: 'one without a protocol', env: { HTTPS_PROXY: 'proxy.example.com:3128' }, proxy: PROXY },
    { reason: 'one of https', env: { HTTPS_PROXY: 'https://proxy.example.com' }, proxy: 'https://proxy.example.com' },
    { reason: 'no proxy for all', env: { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, proxy: undefined },
    { reason: 'no proxy for a domain', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'a.b, .amazonaws.com' }, proxy: undefined },
    { reason: 'without the dot', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'amazonaws.com' }, proxy: undefined },
    { reason: 'in capitals', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'AmazonAWS.com' }, proxy: undefined },
    { reason: 'another domain that ends alike', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'naws.com' }, proxy: PROXY },
    {
      reason: 'no_proxy in small letters wins',
      env: { HTTPS_PROXY: PROXY, NO_PROXY: '*', no_proxy: 'x' },
      proxy: PROXY,
    },
  ])('$reason: $proxy', ({ env, proxy }) => {
    const found = proxyFor(AWS, env);
    expect(found && proxyName(found)).toBe(proxy);
  });

  test('a host with its port: not by the proxy', () => {
    const target = { protocol: 'http:', hostname: '127.0.0.1', port: 4599 };
    expect(proxyFor(target, { HTTP_PROXY: PROXY, NO_PROXY: '127.0.0.1:4599' })).toBeUndefined();
  });

  test.each(['socks5://proxy:1080', 'http://', '://'])(
    '%s: refused, without repeating what may hold a password',
    (url) => {
      expect(() => proxyFor(AWS, { HTTPS_PROXY: url })).toThrow(/^HTTPS_PROXY is not the URL of a proxy\. What next: /);
    },
  );

  test('the name of a proxy: without its password', () => {
    expect(proxyName(new URL('http://ana:secret@proxy.example.com:3128'))).toBe(PROXY);
  });
});

describe('the command behind a proxy', () => {
  let aws: EmbeddedAws;
  let desk: Desk;
  let proxy: TestProxy;
  let front: Awaited<ReturnType<typeof startSecureFront>>;
  beforeAll(async () => {
    aws = await embedded();
    desk = new Desk(aws.environment);
    [proxy, front] = await Promise.all([startProxy(), startSecureFront(aws.simulator)]);
  });
  beforeEach(() => {
    proxy.asked.length = 0;
    proxy.authorizations.length = 0;
  });
  afterAll(async () => {
    for (const one of [proxy, front]) one.stop();
    desk.remove();
    await stopAll();
  });

  const listed = { status: 0, out: expect.stringContaining(VISIO), err: '' };

  test('http: asked through it, with user and password', async () => {
    const env = { HTTP_PROXY: `http://ana:secret@127.0.0.1:${proxy.port}` };
    expect(await desk.run(['list'], env)).toEqual(listed);
    expect(proxy.asked).toEqual([`POST ${aws.url}/`]);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('ana:secret').toString('base64')}`]);
  });

  test('https: through a tunnel, trusting AWS_CA_BUNDLE', async () => {
    const env = {
      AWS_ENDPOINT_URL: `https://localhost:${front.port}`,
      HTTPS_PROXY: `127.0.0.1:${proxy.port}`,
      AWS_CA_BUNDLE: PEM_FILE,
    };
    expect(await desk.run(['list'], env)).toEqual(listed);
    expect(proxy.asked).toEqual([`CONNECT localhost:${front.port}`]);
  });

  test('NO_PROXY: asked directly', async () => {
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '127.0.0.1' };
    expect(await desk.run(['list'], env)).toEqual(listed);
    expect(proxy.asked).toEqual([]);
  });

  test('a certificate that is not trusted: says so, with the host and the remedy', async () => {
    const { status, out, err } = await desk.run(['list'], { AWS_ENDPOINT_URL: `https://localhost:${front.port}` });
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toMatch(/^localhost:\d+ cannot be reached: its certificate is not trusted \(.*AWS_CA_BUNDLE$/m);
  });

  test.each([
    { refusal: 407, says: /through the proxy http:\/\/127\.0\.0\.1:\d+: the proxy answered 407\. .*user and password/ },
    { refusal: 403, says: /: the proxy answered 403\. What next: have the proxy let the host through/ },
  ])('a proxy that refuses with $refusal: its words, not the password', async ({ refusal, says }) => {
    const refusing = await startProxy(refusal);
    const env = {
      AWS_ENDPOINT_URL: undefined,
      AWS_REGION: 'eu-west-1',
      HTTPS_PROXY: `http://ana:secret@127.0.0.1:${refusing.port}`,
    };
    const { status, err } = await desk.run(['list'], env);
    refusing.stop();
    expect({ status, err }).toEqual({ status: 1, err: expect.stringMatching(says) });
    expect(err).toMatch(/^workspaces\.eu-west-1\.amazonaws\.com cannot be reached/);
    expect(err).not.toContain('secret');
    expect(refusing.asked).toEqual(['CONNECT workspaces.eu-west-1.amazonaws.com:443']);
  });
});
