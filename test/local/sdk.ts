import type { HttpRequest, HttpResponse } from '../../local/transport/http';
import { sdkRequestHandler } from '../../local/transport/sdk-handler';

/** What a real SDK client needs to talk to `handle` in this process. It does not try again. */
export const inProcess = (handle: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>) => ({
  requestHandler: sdkRequestHandler(async (request) => handle(request)),
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
