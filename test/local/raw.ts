import { createHash, createHmac } from 'node:crypto';
import { request as send } from 'node:http';
import type { EmbeddedAws } from '../../local';
import type { AccessKey } from '../../local/credentials';

export interface Raw {
  readonly method?: string;
  /** As it goes over the wire, with the query. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends a request as it is: nothing signs it, and nothing tidies its path. */
export function raw(aws: EmbeddedAws, { method = 'GET', path = '/', headers = {}, body = '' }: Raw): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: aws.port, method, path, headers, agent: false };
    const outgoing = send(options, (incoming) => {
      let text = '';
      incoming.on('data', (chunk) => (text += chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Headers that sign a request for a service, worked out by hand as AWS documents it. Paths must need no encoding. */
export function signature(aws: EmbeddedAws, what: Raw & { readonly service: string; readonly key?: AccessKey }) {
  const { method = 'GET', path = '/', body = '', service, key = aws.credentials.person } = what;
  const time = '20260131T120000Z';
  const day = time.slice(0, 8);
  const host = `127.0.0.1:${aws.port}`;
  const scope = `${day}/us-east-1/${service}/aws4_request`;
  const [plain, query = ''] = path.split('?');
  const canonical = [
    ...[method, plain, query, `host:${host}`, `x-amz-date:${time}`, ''],
    ...['host;x-amz-date', hash(body)],
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n');
  const signingKey = [day, 'us-east-1', service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${key.secretAccessKey}`,
  );
  const signed = hmac(signingKey, toSign).toString('hex');
  const credential = `Credential=${key.accessKeyId}/${scope}`;
  return {
    host,
    'x-amz-date': time,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date, Signature=${signed}`,
  };
}

/** Sends a request that is signed as it should be. */
export const signed = (aws: EmbeddedAws, what: Raw & { readonly service: string }): Promise<Answer> =>
  raw(aws, { ...what, headers: { ...what.headers, ...signature(aws, what) } });
