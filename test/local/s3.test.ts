import { handleS3 } from '../../local/s3/api';
import { ObjectStore } from '../../local/s3/object-store';
import type { HttpRequest } from '../../local/transport/http';

const request = (method: string, target: string, body = '', headers: Record<string, string> = {}): HttpRequest => {
  const [path = '', query = ''] = target.split('?');
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers: { host: '127.0.0.1:1', ...headers },
    body: Buffer.from(body),
  };
};

const store = new ObjectStore();
const call = (...args: Parameters<typeof request>) => handleS3(store, request(...args), 'us-east-1');

test('an object that was put: got, listed, and found by either kind of URL', () => {
  call('PUT', '/bucket/some%2Fkey.json', 'content');
  expect(String(call('GET', '/bucket/some/key.json').body)).toBe('content');
  expect(call('GET', '/bucket/?list-type=2&prefix=some/').body).toContain('<Key>some/key.json</Key>');
  expect(store.atUrl('https://s3.us-east-1.amazonaws.com/bucket/some/key.json')?.toString()).toBe('content');
  expect(store.atUrl('https://bucket.s3.us-east-1.amazonaws.com/some/key.json')?.toString()).toBe('content');
  expect(String(call('GET', '/some/key.json', '', { host: 'bucket.s3.us-east-1.amazonaws.com' }).body)).toBe('content');
});

test('a body in chunks: put together', () => {
  const chunked = '3;chunk-signature=x\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n';
  call('PUT', '/bucket/chunked', chunked, { 'x-amz-decoded-content-length': '5' });
  expect(String(call('GET', '/bucket/chunked').body)).toBe('abcde');
});

test('parts: completed in their order', () => {
  const id = /<UploadId>(.*)<\/UploadId>/.exec(String(call('POST', '/bucket/big?uploads').body))?.[1] ?? '';
  call('PUT', `/bucket/big?partNumber=10&uploadId=${id}`, 'last');
  call('PUT', `/bucket/big?partNumber=2&uploadId=${id}`, 'first-');
  call('POST', `/bucket/big?uploadId=${id}`);
  expect(String(call('GET', '/bucket/big').body)).toBe('first-last');
});

test.each([
  ['a key that is not there', 'GET', '/bucket/none', 404],
  ['a head of it', 'HEAD', '/bucket/none', 404],
  ['a call that is not supported', 'PATCH', '/bucket/none', 501],
])('%s: %s %s answers %d', (_what, method, target, status) => {
  expect(call(method, target).status).toBe(status);
});
