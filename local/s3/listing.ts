import { ServiceError } from '../cloudformation/errors';
import type { HttpResponse } from '../transport/http';
import type { Xml } from '../transport/xml';
import type { StoredObject } from './bucket';
import { answer, type Call } from './call';

const LONGEST_PAGE = 1000;

/** ListObjectsV2, one page of it. A continuation token is the last key of the page before, so that nothing is skipped when objects come or go. */
export function listObjects({ buckets, bucket, request: { query } }: Call): HttpResponse {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : lastKeyIn(token);
  const encoded = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  const entries = entriesOf(buckets.get(bucket).list(prefix), prefix, delimiter).filter(({ name }) => name > after);
  const size = Math.min(Number(query.get('max-keys') ?? LONGEST_PAGE), LONGEST_PAGE);
  const page = entries.slice(0, size);
  const truncated = entries.length > page.length;
  return answer('ListBucketResult', {
    Name: bucket,
    Prefix: encoded(prefix),
    Delimiter: delimiter === '' ? undefined : encoded(delimiter),
    EncodingType: query.get('encoding-type') ?? undefined,
    KeyCount: page.length,
    MaxKeys: size,
    IsTruncated: truncated,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: truncated ? tokenOf(page.at(-1)?.name ?? '') : undefined,
    Contents: page.flatMap(({ object }) => (object ? [{ ...viewOf(object), Key: encoded(object.key) }] : [])),
    CommonPrefixes: page.flatMap(({ object, name }) => (object ? [] : [{ Prefix: encoded(name) }])),
  });
}

/** ListObjectVersions: all at once. */
export function listVersions({ buckets, bucket, request: { query } }: Call): HttpResponse {
  if (query.get('key-marker')) {
    throw new ServiceError('NotImplemented', 'The embedded AWS does not support key-marker of ListObjectVersions', 501);
  }
  const prefix = query.get('prefix') ?? '';
  const versions = buckets.get(bucket).listVersions(prefix);
  const shown = (deleted: boolean): Xml[] =>
    versions
      .filter(({ version }) => version.deleted === deleted)
      .map(({ version, newest }) => ({ ...viewOf(version), VersionId: version.versionId, IsLatest: newest }));
  return answer('ListVersionsResult', {
    Name: bucket,
    Prefix: prefix,
    IsTruncated: false,
    Version: shown(false),
    DeleteMarker: shown(true),
  });
}

interface Entry {
  /** The key, or what the keys of a folder have in common. */
  readonly name: string;
  readonly object: StoredObject | undefined;
}

function entriesOf(objects: readonly StoredObject[], prefix: string, delimiter: string): Entry[] {
  if (delimiter === '') return objects.map((object) => ({ name: object.key, object }));
  const entries = new Map<string, Entry>();
  for (const object of objects) {
    const end = object.key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
    entries.set(name, { name, object: end < 0 ? object : undefined });
  }
  return [...entries.values()];
}

const viewOf = ({ key, content, etag, lastModified, deleted }: StoredObject) => ({
  Key: key,
  LastModified: new Date(lastModified).toISOString(),
  ...(!deleted && { ETag: etag, Size: content.length, StorageClass: 'STANDARD' }),
});

const tokenOf = (key: string): string => Buffer.from(key).toString('base64');
const lastKeyIn = (token: string): string => Buffer.from(token, 'base64').toString();
