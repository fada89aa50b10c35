import { createHash } from 'node:crypto';
import { type HttpRequest, type HttpResponse, xmlResponse } from '../transport/http';
import { xml } from '../transport/xml';
import type { ObjectStore } from './object-store';

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

interface Call {
  readonly store: ObjectStore;
  readonly request: HttpRequest;
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

/** As much of S3 as publishing assets needs. */
export function handleS3(store: ObjectStore, request: HttpRequest, region: string): HttpResponse {
  const { bucket, key } = address(request);
  const call: Call = { store, request, bucket, key, region };
  const answer = (key === '' ? BUCKET_CALLS : OBJECT_CALLS)[request.method];
  return (
    answer?.(call) ??
    failure(501, 'NotImplemented', `The embedded AWS does not support ${request.method} ${request.path}`)
  );
}

type Calls = Readonly<Record<string, (call: Call) => HttpResponse | undefined>>;

const BUCKET_CALLS: Calls = {
  HEAD: () => ({ status: 200 }),
  PUT: () => ({ status: 200 }),
  GET({ request, bucket, store, region }) {
    if (request.query.has('location')) {
      // us-east-1 is written as no constraint at all.
      const constraint = region === 'us-east-1' ? '' : region;
      return xmlResponse(`<LocationConstraint ${NAMESPACE}>${constraint}</LocationConstraint>`);
    }
    if (request.query.has('encryption')) return xmlResponse(ENCRYPTION);
    if (request.query.get('list-type') === '2') return list(store, bucket, request.query.get('prefix') ?? '');
    return undefined;
  },
};

const OBJECT_CALLS: Calls = {
  HEAD: ({ store, bucket, key }) => {
    const content = store.get(bucket, key);
    return content
      ? { status: 200, headers: { ...headers(content), 'content-length': String(content.length) } }
      : { status: 404 };
  },
  GET({ store, bucket, key }) {
    const content = store.get(bucket, key);
    if (!content) return failure(404, 'NoSuchKey', 'The specified key does not exist.');
    return { status: 200, headers: headers(content), body: content };
  },
  PUT({ store, request, bucket, key }) {
    const content = decoded(request);
    const { query } = request;
    const part = query.has('uploadId')
      ? `${key}?${query.get('uploadId')}/${query.get('partNumber')?.padStart(5, '0')}`
      : key;
    store.put(bucket, part, content);
    return { status: 200, headers: headers(content) };
  },
  POST({ store, request, bucket, key }) {
    if (request.query.has('uploads')) {
      const uploadId = createHash('sha256').update(`${bucket}/${key}/${Date.now()}`).digest('hex');
      const result = xml({ Bucket: bucket, Key: key, UploadId: uploadId });
      return xmlResponse(`<InitiateMultipartUploadResult ${NAMESPACE}>${result}</InitiateMultipartUploadResult>`);
    }
    if (!request.query.has('uploadId')) return undefined;
    const parts = store.keys(bucket, `${key}?${request.query.get('uploadId')}/`).sort();
    store.put(bucket, key, Buffer.concat(parts.map((part) => store.get(bucket, part) ?? Buffer.alloc(0))));
    for (const part of parts) store.delete(bucket, part);
    const result = xml({ Bucket: bucket, Key: key });
    return xmlResponse(`<CompleteMultipartUploadResult ${NAMESPACE}>${result}</CompleteMultipartUploadResult>`);
  },
  DELETE({ store, bucket, key }) {
    store.delete(bucket, key);
    return { status: 204 };
  },
};

function address(request: HttpRequest): { bucket: string; key: string } {
  const path = decodeURIComponent(request.path.slice(1));
  const virtual = /^(.+)\.(?:s3[.-]|localhost)/.exec(request.headers.host ?? '')?.[1];
  if (virtual !== undefined) return { bucket: virtual, key: path };
  const slash = path.indexOf('/');
  return slash < 0 ? { bucket: path, key: '' } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** Takes the SDK's `aws-chunked` framing off: `<hex length>;...\r\n<bytes>\r\n`, up to a chunk of length 0. */
function decoded({ headers: { 'x-amz-decoded-content-length': framed }, body }: HttpRequest): Buffer {
  if (framed === undefined) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || !length) break;
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}

function list(store: ObjectStore, bucket: string, prefix: string): HttpResponse {
  const keys = store.keys(bucket, prefix);
  const contents = keys.map((key) => ({ Key: key, Size: store.get(bucket, key)?.length }));
  const body = xml({
    Name: bucket,
    Prefix: prefix,
    KeyCount: keys.length,
    MaxKeys: 1000,
    IsTruncated: false,
    Contents: contents,
  });
  return xmlResponse(`<ListBucketResult ${NAMESPACE}>${body}</ListBucketResult>`);
}

const headers = (content: Buffer): Record<string, string> => ({
  etag: `"${createHash('md5').update(content).digest('hex')}"`,
});

const ENCRYPTION = `<ServerSideEncryptionConfiguration ${NAMESPACE}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`;

const failure = (status: number, code: string, message: string): HttpResponse =>
  xmlResponse(xml({ Error: { Code: code, Message: message } }), status);
