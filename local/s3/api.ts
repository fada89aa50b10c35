import { ServiceError } from '../cloudformation/errors';
import type { Environment } from '../environment';
import { type HttpRequest, type HttpResponse, xmlResponse } from '../transport/http';
import { xml } from '../transport/xml';
import { ACCOUNT_CALLS, BUCKET_CALLS } from './bucket-calls';
import type { Buckets } from './buckets';
import { OBJECT_CALLS } from './object-calls';
import { Uploads } from './uploads';

/** S3 as far as assets, reports and small objects of state need it. What it does not support is refused by name. */
export class S3 {
  private readonly uploads = new Uploads();

  constructor(
    private readonly buckets: Buckets,
    private readonly environment: Environment,
  ) {}

  handle(request: HttpRequest): HttpResponse {
    const { buckets, uploads, environment } = this;
    const { bucket, key } = address(request);
    const calls = bucket === '' ? ACCOUNT_CALLS : key === '' ? BUCKET_CALLS : OBJECT_CALLS;
    try {
      const answered = calls[request.method]?.({ buckets, uploads, environment, request, bucket, key });
      if (answered) return answered;
      const query = request.query.size > 0 ? `?${request.query}` : '';
      const message = `The embedded AWS does not support ${request.method} ${request.path}${query}`;
      throw new ServiceError('NotImplemented', message, 501);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      // The answer to HEAD has no body: its status says all that there is.
      if (request.method === 'HEAD') return { status: error.status };
      return xmlResponse(
        xml({ Error: { Code: error.code, Message: error.message, RequestId: 'local' } }),
        error.status,
      );
    }
  }
}

function address(request: HttpRequest): { bucket: string; key: string } {
  const path = decodeURIComponent(request.path.slice(1));
  const virtual = /^(.+)\.(?:s3[.-]|localhost)/.exec(request.headers.host ?? '')?.[1];
  if (virtual !== undefined) return { bucket: virtual, key: path };
  const slash = path.indexOf('/');
  return slash < 0 ? { bucket: path, key: '' } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
