import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from './http';

export type Verdict = 'signed' | 'unsigned' | 'unknown key' | 'wrong signature';

interface Claim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Whether a request bears a signature of version 4 that was made with a secret that is known here. */
export async function verdictOn(
  request: HttpRequest,
  secretOf: (accessKeyId: string) => string | undefined,
): Promise<Verdict> {
  const claim = claimOf(request.headers.authorization ?? '');
  if (!claim) return 'unsigned';
  const secretAccessKey = secretOf(claim.accessKeyId);
  if (secretAccessKey === undefined) return 'unknown key';
  if (!isWhole(request, claim)) return 'wrong signature';
  const expected = claimOf(await signedAgain(request, claim, secretAccessKey));
  return expected && isSame(expected.signature, claim.signature) ? 'signed' : 'wrong signature';
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

function claimOf(authorization: string): Claim | undefined {
  const found = AUTHORIZATION.exec(authorization);
  if (!found) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', headers = '', signature = ''] = found;
  return { accessKeyId, date, region, service, signedHeaders: headers.split(';'), signature };
}

/** Whether the signature covers what it has to: host and time, and the body if it names the body's hash. */
function isWhole({ headers, body }: HttpRequest, { signedHeaders, date }: Claim): boolean {
  const { 'x-amz-date': time = '', 'x-amz-content-sha256': hash } = headers;
  if (!signedHeaders.includes('host') || !/^\d{8}T\d{6}Z$/.test(time) || !time.startsWith(date)) return false;
  if (hash === undefined || hash === 'UNSIGNED-PAYLOAD' || hash.startsWith('STREAMING-')) return true;
  return hash === createHash('sha256').update(body).digest('hex');
}

/** The Authorization header that the request would have, had it been signed here. */
async function signedAgain(request: HttpRequest, claim: Claim, secretAccessKey: string): Promise<string> {
  const { accessKeyId, region, service, signedHeaders } = claim;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region,
    service,
    sha256: Sha256,
    // S3 alone signs the path as it is.
    uriEscapePath: service !== 's3',
    applyChecksum: false,
  });
  const { headers } = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: request.path,
      query: queryOf(request.query),
      headers: Object.fromEntries(signedHeaders.map((name) => [name, request.headers[name] ?? ''])),
      body: request.body,
    },
    { signingDate: dateOf(request.headers['x-amz-date'] ?? ''), signableHeaders: new Set(signedHeaders) },
  );
  return headers.authorization ?? '';
}

const queryOf = (query: URLSearchParams): Record<string, string[]> =>
  Object.fromEntries([...query.keys()].map((key) => [key, query.getAll(key)]));

/** `20260131T120000Z` */
const dateOf = (time: string): Date =>
  new Date(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, or its HMAC if there is a secret, as the signer wants it. */
class Sha256 {
  private hash: Hash | Hmac;

  constructor(private readonly secret?: Bytes) {
    this.hash = this.begin();
  }

  update(data: Bytes): void {
    this.hash.update(bufferOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    this.hash = this.begin();
  }

  private begin(): Hash | Hmac {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', bufferOf(this.secret));
  }
}

function bufferOf(data: Bytes): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
