import { ServiceError } from '../cloudformation/errors';
import type { HttpRequest, HttpResponse } from '../transport/http';
import type { PutCondition, StoredObject } from './bucket';
import { answer, type Call, type Calls, contentOf } from './call';

const UNSUPPORTED = ['x-amz-copy-source', 'x-amz-object-lock-mode', 'x-amz-tagging', 'range'];

export const OBJECT_CALLS: Calls = {
  GET: (call) => read(call),
  HEAD: (call) => {
    const { status, headers, body } = read(call);
    return { status, headers: { ...headers, 'content-length': String(body?.length ?? 0) } };
  },
  PUT(call) {
    const { request, buckets, bucket, key } = call;
    refuseUnsupported(request);
    const uploadId = request.query.get('uploadId');
    if (uploadId !== null) return putPart(call, uploadId);
    const put = buckets.get(bucket).put(key, contentOf(request), keptHeaders(request), conditionOf(request));
    return { status: 200, headers: { etag: put.etag, ...versionHeader(put) } };
  },
  POST(call) {
    const { request, buckets, uploads, bucket, key } = call;
    if (request.query.has('uploads')) {
      buckets.get(bucket);
      return answer('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: uploads.begin() });
    }
    const uploadId = request.query.get('uploadId');
    if (uploadId === null) return undefined;
    const put = buckets.get(bucket).put(key, uploads.complete(uploadId));
    return answer('CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: put.etag });
  },
  DELETE({ request, buckets, uploads, bucket, key }) {
    const uploadId = request.query.get('uploadId');
    if (uploadId !== null) {
      uploads.abort(uploadId);
      return { status: 204 };
    }
    const deleted = buckets.get(bucket).delete(key, request.query.get('versionId') ?? undefined);
    return { status: 204, headers: deleted ? versionHeader(deleted) : {} };
  },
};

function putPart({ request, uploads }: Call, uploadId: string): HttpResponse {
  const part = Number(request.query.get('partNumber'));
  uploads.add(uploadId, part, contentOf(request));
  return { status: 200, headers: { etag: `"part-${part}"` } };
}

function read({ request, buckets, bucket, key }: Call): HttpResponse {
  refuseUnsupported(request);
  const found = buckets.get(bucket).get(key, request.query.get('versionId') ?? undefined);
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  if (match !== undefined && match !== found.etag) {
    throw new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
  if (noneMatch === found.etag) return { status: 304, headers: headersOf(found) };
  return { status: 200, headers: headersOf(found), body: found.content };
}

const headersOf = (object: StoredObject): Record<string, string> => ({
  'content-type': 'binary/octet-stream',
  ...object.headers,
  etag: object.etag,
  'last-modified': new Date(object.lastModified).toUTCString(),
  ...versionHeader(object),
});

const versionHeader = ({ versionId, deleted }: StoredObject): Record<string, string> => ({
  ...(versionId !== 'null' && { 'x-amz-version-id': versionId }),
  ...(deleted && { 'x-amz-delete-marker': 'true' }),
});

const keptHeaders = ({ headers }: HttpRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) =>
      /^(content-type|cache-control|content-disposition|x-amz-meta-.+)$/.test(name),
    ),
  );

function conditionOf({ headers }: HttpRequest): PutCondition {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined && noneMatch !== '*') throw unsupported(`If-None-Match ${noneMatch} of PutObject`);
  return { ifAbsent: noneMatch === '*', ifMatch: headers['if-match'] };
}

function refuseUnsupported({ headers }: HttpRequest): void {
  const found = UNSUPPORTED.find((name) => headers[name] !== undefined);
  if (found) throw unsupported(`the header ${found}`);
}

const unsupported = (what: string): ServiceError =>
  new ServiceError('NotImplemented', `The embedded AWS does not support ${what}`, 501);
