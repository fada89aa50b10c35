import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { S3 } from '../../../local/s3/api';
import { Buckets } from '../../../local/s3/buckets';
import type { HttpRequest } from '../../../local/transport/http';

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

const buckets = new Buckets(() => 0);
buckets.create('bucket');
const s3 = new S3(buckets, DEFAULT_ENVIRONMENT);
const call = (...args: Parameters<typeof request>) => s3.handle(request(...args));

test('an object that was put: got, listed, and found by either kind of URL', () => {
  call('PUT', '/bucket/some%2Fkey.json', 'content');
  expect(String(call('GET', '/bucket/some/key.json').body)).toBe('content');
  expect(call('GET', '/bucket/?list-type=2&prefix=some/').body).toContain('<Key>some/key.json</Key>');
  expect(buckets.atUrl('https://s3.us-east-1.amazonaws.com/bucket/some/key.json')?.content.toString()).toBe('content');
  expect(buckets.atUrl('https://bucket.s3.us-east-1.amazonaws.com/some/key.json')?.content.toString()).toBe('content');
  expect(String(call('GET', '/some/key.json', '', { host: 'bucket.s3.us-east-1.amazonaws.com' }).body)).toBe('content');
});

test('a body in chunks: put together', () => {
  const chunked = '3;chunk-signature=x\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n';
  call('PUT', '/bucket/chunked', chunked, { 'x-amz-decoded-content-length': '5' });
  expect(String(call('GET', '/bucket/chunked').body)).toBe('abcde');
});

test('parts: completed in their order, and not listed before', () => {
  const id = /<UploadId>(.*)<\/UploadId>/.exec(String(call('POST', '/bucket/big?uploads').body))?.[1] ?? '';
  call('PUT', `/bucket/big?partNumber=10&uploadId=${id}`, 'last');
  call('PUT', `/bucket/big?partNumber=2&uploadId=${id}`, 'first-');
  expect(call('GET', '/bucket?list-type=2&prefix=big').body).toContain('<KeyCount>0</KeyCount>');
  call('POST', `/bucket/big?uploadId=${id}`);
  expect(String(call('GET', '/bucket/big').body)).toBe('first-last');
});

test.each([
  ['a key that is not there', 'GET', '/bucket/none', 404],
  ['a head of it', 'HEAD', '/bucket/none', 404],
  ['a bucket that is not there', 'HEAD', '/nowhere', 404],
  ['a page of the buckets, which is not supported', 'GET', '/?max-buckets=1', 501],
  ['a change of no bucket', 'PUT', '/', 501],
  ['a call that is not supported', 'PATCH', '/bucket/none', 501],
  ['a part of a bucket that is not supported', 'GET', '/bucket?acl', 501],
  ['a change of a bucket that is not supported', 'PUT', '/bucket?versioning', 501],
  ['a part of an object that is not supported', 'POST', '/bucket/none?restore', 501],
])('%s: %s %s answers %d', (_what, method, target, status) => {
  expect(call(method, target).status).toBe(status);
});
