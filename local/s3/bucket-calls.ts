import { ServiceError } from '../cloudformation/errors';
import type { HttpResponse } from '../transport/http';
import { xmlResponse } from '../transport/http';
import type { Xml } from '../transport/xml';
import { answer, type Call, type Calls, contentOf, NAMESPACE } from './call';
import { listObjects, listVersions } from './listing';

/** Those that name no bucket. */
export const ACCOUNT_CALLS: Calls = {
  GET({ buckets, request }) {
    if (subresourceOf(request.query)) return undefined;
    const all = buckets
      .all()
      .map(({ name, created }) => ({ Name: name, CreationDate: new Date(created).toISOString() }));
    return answer('ListAllMyBucketsResult', { Buckets: { Bucket: all } });
  },
};

export const BUCKET_CALLS: Calls = {
  HEAD({ buckets, bucket }) {
    buckets.get(bucket);
    return { status: 200 };
  },
  PUT({ buckets, bucket, request }) {
    if (subresourceOf(request.query)) return undefined;
    buckets.create(bucket);
    return { status: 200 };
  },
  DELETE({ buckets, bucket, request }) {
    if (subresourceOf(request.query)) return undefined;
    buckets.delete(bucket);
    return { status: 204 };
  },
  GET: (call) => GET[subresourceOf(call.request.query) ?? '']?.(call),
  POST: (call) => (call.request.query.has('delete') ? deleteObjects(call) : undefined),
};

/** What of a bucket is asked for: `?versioning`, `?policy`. Everything else that can stand there only says how to list. */
const LISTING = [
  'x-id',
  'prefix',
  'delimiter',
  'max-keys',
  'start-after',
  'continuation-token',
  'encoding-type',
  'fetch-owner',
  'key-marker',
  'version-id-marker',
];

const subresourceOf = (query: URLSearchParams): string | undefined =>
  [...query.keys()].find((name) => !LISTING.includes(name));

const GET: Calls = {
  location({ environment, buckets, bucket }) {
    buckets.get(bucket);
    // us-east-1 is written as no constraint at all.
    const constraint = environment.region === 'us-east-1' ? '' : environment.region;
    return xmlResponse(`<LocationConstraint ${NAMESPACE}>${constraint}</LocationConstraint>`);
  },
  encryption({ buckets, bucket }) {
    buckets.get(bucket);
    return answer('ServerSideEncryptionConfiguration', {
      Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    });
  },
  versioning({ buckets, bucket }) {
    const { versioning } = buckets.get(bucket);
    return answer('VersioningConfiguration', { Status: versioning === 'Off' ? undefined : versioning });
  },
  policy({ buckets, bucket }) {
    const { policy } = buckets.get(bucket);
    if (policy === undefined) throw new ServiceError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: policy };
  },
  'list-type': listObjects,
  versions: listVersions,
};

/** `<Delete><Object><Key>…</Key><VersionId>…</VersionId></Object>…<Quiet>…</Quiet></Delete>` */
function deleteObjects({ buckets, bucket, request }: Call): HttpResponse {
  const found = buckets.get(bucket);
  const body = contentOf(request).toString();
  const deleted = [...body.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, object = '']): Xml => {
    const key = elementOf(object, 'Key') ?? '';
    const versionId = elementOf(object, 'VersionId');
    const gone = found.delete(key, versionId);
    const marker = gone?.deleted ? { DeleteMarker: true, DeleteMarkerVersionId: gone.versionId } : {};
    return { Key: key, VersionId: versionId, ...marker };
  });
  return answer('DeleteResult', elementOf(body, 'Quiet') === 'true' ? {} : { Deleted: deleted });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function elementOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1];
  return text?.replace(/&(?:#x([0-9A-Fa-f]+)|#(\d+)|(\w+));/g, (_whole, hex, decimal, named) =>
    named === undefined
      ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
      : (ENTITIES[named] ?? ''),
  );
}
