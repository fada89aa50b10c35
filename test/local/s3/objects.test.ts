import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { DEFAULT_ENVIRONMENT } from '../../../local/environment';
import { S3 } from '../../../local/s3/api';
import { Buckets } from '../../../local/s3/buckets';
import { inProcess } from '../sdk';

const TIME = Date.UTC(2026, 0, 1);

function world() {
  const buckets = new Buckets(() => TIME);
  const bucket = buckets.create('reports');
  const s3 = new S3(buckets, DEFAULT_ENVIRONMENT);
  const client = new S3Client(inProcess((request) => s3.handle(request)));
  const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket: 'reports', Key, Body, ...more }));
  const get = async (Key: string, VersionId?: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'reports', Key, VersionId }));
    return Body?.transformToString();
  };
  const list = (more: { Prefix?: string; MaxKeys?: number; ContinuationToken?: string; Delimiter?: string } = {}) =>
    client.send(new ListObjectsV2Command({ Bucket: 'reports', ...more }));
  return { buckets, bucket, client, put, get, list };
}

test('the buckets of the account: by name, with when they were made', async () => {
  const { buckets, client } = world();
  buckets.create('lists');
  const CreationDate = new Date(TIME);
  expect((await client.send(new ListBucketsCommand({}))).Buckets).toEqual([
    { Name: 'lists', CreationDate },
    { Name: 'reports', CreationDate },
  ]);
});

test('an object: its content, its type, what its user says of it, its ETag and its time', async () => {
  const { client, put, get } = world();
  const { ETag } = await put('a/b c+ü.json', '{"a":1}', { ContentType: 'application/json', Metadata: { run: '7' } });
  expect(await get('a/b c+ü.json')).toBe('{"a":1}');
  const head = await client.send(new HeadObjectCommand({ Bucket: 'reports', Key: 'a/b c+ü.json' }));
  expect(head).toMatchObject({
    ETag,
    ContentType: 'application/json',
    ContentLength: 7,
    LastModified: new Date(TIME),
    Metadata: { run: '7' },
  });
});

test('an object that is not there: NoSuchKey, and NotFound of its head', async () => {
  const { client, get } = world();
  await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  const head = client.send(new HeadObjectCommand({ Bucket: 'reports', Key: 'none' }));
  await expect(head).rejects.toMatchObject({ name: 'NotFound' });
});

test('a put that asks for no such object: the first succeeds, the second is refused and changes nothing', async () => {
  const { put, get } = world();
  await put('pause', 'first', { IfNoneMatch: '*' });
  await expect(put('pause', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
  expect(await get('pause')).toBe('first');
});

test('a put that asks for a certain object: refused once it is another, or gone', async () => {
  const { client, put, get } = world();
  const { ETag } = await put('state', '1');
  await put('state', '2', { IfMatch: ETag });
  await expect(put('state', '3', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect(await get('state')).toBe('2');
  await client.send(new DeleteObjectCommand({ Bucket: 'reports', Key: 'state' }));
  await expect(put('state', '3', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a get that asks for another object than this: not modified', async () => {
  const { client, put } = world();
  const { ETag } = await put('list.csv', 'x');
  const again = client.send(new GetObjectCommand({ Bucket: 'reports', Key: 'list.csv', IfNoneMatch: ETag }));
  await expect(again).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
});

test('objects are listed: by prefix, in the order of their keys, in pages that bear a deletion between them', async () => {
  const { client, put, list } = world();
  for (const key of ['runs/3', 'runs/1', 'other', 'runs/2']) await put(key, key);
  const first = await list({ Prefix: 'runs/', MaxKeys: 2 });
  expect([first.Contents?.map(({ Key }) => Key), first.IsTruncated]).toEqual([['runs/1', 'runs/2'], true]);
  await client.send(new DeleteObjectCommand({ Bucket: 'reports', Key: 'runs/1' }));
  const second = await list({ Prefix: 'runs/', MaxKeys: 2, ContinuationToken: first.NextContinuationToken });
  expect([second.Contents?.map(({ Key }) => Key), second.IsTruncated]).toEqual([['runs/3'], false]);
});

test('folders are listed: what their keys have in common', async () => {
  const { put, list } = world();
  for (const key of ['a/1', 'a/2', 'b', 'c/d/e']) await put(key, key);
  const { Contents, CommonPrefixes } = await list({ Delimiter: '/' });
  expect(Contents?.map(({ Key }) => Key)).toEqual(['b']);
  expect(CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'c/']);
});

test('several objects are deleted at once: those that are not there count too', async () => {
  const { client, put, list } = world();
  await put('a&b', '1');
  await put('c', '2');
  const Objects = [{ Key: 'a&b' }, { Key: 'none' }];
  const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket: 'reports', Delete: { Objects } }));
  expect(Deleted).toEqual(Objects);
  expect((await list()).Contents?.map(({ Key }) => Key)).toEqual(['c']);
});

test('a bucket with versions: each put has one, the old ones can be read, a deletion is a marker over them', async () => {
  const { bucket, client, put, get, list } = world();
  bucket.versioning = 'Enabled';
  const first = await put('list.csv', '1');
  const second = await put('list.csv', '2');
  expect(first.VersionId).not.toBe(second.VersionId);
  expect([await get('list.csv'), await get('list.csv', first.VersionId)]).toEqual(['2', '1']);
  const marker = await client.send(new DeleteObjectCommand({ Bucket: 'reports', Key: 'list.csv' }));
  expect(marker.DeleteMarker).toBe(true);
  await expect(get('list.csv')).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect((await list()).KeyCount).toBe(0);
  const { Versions, DeleteMarkers } = await client.send(new ListObjectVersionsCommand({ Bucket: 'reports' }));
  expect(Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [second.VersionId, false],
    [first.VersionId, false],
  ]);
  expect(DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
  await client.send(new DeleteObjectCommand({ Bucket: 'reports', Key: 'list.csv', VersionId: marker.VersionId }));
  expect(await get('list.csv')).toBe('2');
});

test('a bucket: deleted only once it is empty, versions and markers included', async () => {
  const { bucket, client, put } = world();
  bucket.versioning = 'Enabled';
  await put('a', '1');
  await client.send(new DeleteObjectCommand({ Bucket: 'reports', Key: 'a' }));
  const remove = () => client.send(new DeleteBucketCommand({ Bucket: 'reports' }));
  await expect(remove()).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: 'reports' }));
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  await client.send(new DeleteObjectsCommand({ Bucket: 'reports', Delete: { Objects } }));
  await remove();
  await expect(put('a', '1')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  await client.send(new CreateBucketCommand({ Bucket: 'reports' }));
  await put('a', '1');
});

test('a bucket of the bootstrap: there from the beginning', async () => {
  const { client } = world();
  await client.send(
    new PutObjectCommand({ Bucket: 'cdk-hnb659fds-assets-111122223333-us-east-1', Key: 'a.zip', Body: 'zip' }),
  );
});

test.each<[what: string, input: Partial<PutObjectCommandInput>, words: string]>([
  ['tags', { Tagging: 'a=b' }, 'x-amz-tagging'],
  ['an object lock', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date(TIME) }, 'object-lock'],
  ['a condition on another ETag', { IfNoneMatch: '"x"' }, 'If-None-Match "x" of PutObject'],
])('%s of an object: refused by name', async (_what, input, words) => {
  const { put } = world();
  await expect(put('a', '1', input)).rejects.toThrow(words);
});

test('a range: refused by name', async () => {
  const { client, put } = world();
  await put('a', '1');
  const part = client.send(new GetObjectCommand({ Bucket: 'reports', Key: 'a', Range: 'bytes=0-1' }));
  await expect(part).rejects.toThrow('does not support the header range');
});
