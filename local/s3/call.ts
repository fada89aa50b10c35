import type { Environment } from '../environment';
import { type HttpRequest, type HttpResponse, xmlResponse } from '../transport/http';
import { type Xml, xml } from '../transport/xml';
import type { Buckets } from './buckets';
import type { Uploads } from './uploads';

export const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** One request, with the bucket and the key that its address names. */
export interface Call {
  readonly buckets: Buckets;
  readonly uploads: Uploads;
  readonly environment: Environment;
  readonly request: HttpRequest;
  readonly bucket: string;
  /** Empty if the call is about the bucket. */
  readonly key: string;
}

/** The calls on one path, by method. Undefined: there is no such call. */
export type Calls = Readonly<Record<string, (call: Call) => HttpResponse | undefined>>;

export const answer = (name: string, body: Xml): HttpResponse =>
  xmlResponse(`<?xml version="1.0" encoding="UTF-8"?><${name} ${NAMESPACE}>${xml(body)}</${name}>`);

/** Takes the SDK's `aws-chunked` framing off: `<hex length>;...\r\n<bytes>\r\n`, up to a chunk of length 0. */
export function contentOf({ headers: { 'x-amz-decoded-content-length': framed }, body }: HttpRequest): Buffer {
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
