import type { Credentials } from './credentials';
import { isOfPage } from './page/page';
import { credentialScope, type HttpRequest, type HttpResponse, jsonError, xmlResponse } from './transport/http';
import { type Verdict, verdictOn } from './transport/signature';
import { xml } from './transport/xml';

/** Where custom resources send their answers. */
interface Responses {
  readonly host: string;
  /** Whether the path belongs to a response URL that was given out. */
  expects(path: string): boolean;
}

interface Refusal {
  /** In the query protocol and in S3, and in the JSON protocols. */
  readonly codes: readonly [string, string];
  readonly message: string;
}

const HINT = 'use the lines that it printed when it started, or the environment that it was asked for';

const VERDICTS: Readonly<Record<Exclude<Verdict, 'signed'>, Refusal>> = {
  unsigned: {
    codes: ['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
    message: `The embedded AWS answers only requests that are signed with the credentials of this run: ${HINT}`,
  },
  'unknown key': {
    codes: ['InvalidClientTokenId', 'UnrecognizedClientException'],
    message: `The access key does not belong to this run of the embedded AWS: ${HINT}`,
  },
  'wrong signature': {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException'],
    message: `The signature does not match the request and the secret access key of this run of the embedded AWS: ${HINT}`,
  },
};

/**
 * Lets in requests that come to a loopback name, from no web page, and are signed with the credentials of this run. A web
 * page that reaches this machine, by DNS rebinding for example, has another host and origin, and does not know the
 * credentials.
 */
export class Gate {
  private readonly hosts: readonly string[];

  constructor(
    port: number,
    private readonly credentials: Credentials,
    private readonly responses: Responses,
  ) {
    this.hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  }

  /** The answer to a request that is not let in. */
  async refuse(request: HttpRequest): Promise<HttpResponse | undefined> {
    // The page has a proof of its own.
    const refusal = this.foreign(request) ?? (isOfPage(request) ? undefined : await this.unproven(request));
    return refusal && answerOf(refusal, request);
  }

  private foreign(request: HttpRequest): Refusal | undefined {
    const { host = '', origin, 'sec-fetch-site': site } = request.headers;
    const isResponse = host === this.responses.host && !isOfPage(request);
    if (!this.hosts.includes(host) && !isResponse)
      return denied(`The embedded AWS answers at ${this.hosts[0]} only, not at '${host}'`);
    const isOwn = origin === undefined || this.hosts.some((own) => origin === `http://${own}`);
    if (!isOwn) return denied(`The embedded AWS answers no web page: this request comes from '${origin}'`);
    if (site === undefined || site === 'none' || site === 'same-origin') return undefined;
    return denied('The embedded AWS answers no web page: this request comes from one');
  }

  private async unproven(request: HttpRequest): Promise<Refusal | undefined> {
    const { method, path, headers } = request;
    if (headers.host === this.responses.host) {
      const isExpected = method === 'PUT' && this.responses.expects(path);
      return isExpected ? undefined : denied('The embedded AWS expects no response of a custom resource at this URL');
    }
    const verdict = await verdictOn(request, (key) => this.credentials.secretOf(key));
    return verdict === 'signed' ? undefined : VERDICTS[verdict];
  }
}

const denied = (message: string): Refusal => ({ codes: ['AccessDenied', 'AccessDeniedException'], message });

function answerOf({ codes: [code, jsonCode], message }: Refusal, request: HttpRequest): HttpResponse {
  if (request.headers['x-amz-target'] || request.headers['content-type']?.includes('json'))
    return jsonError(jsonCode, message, 403);
  const error = { Error: { Code: code, Message: message } };
  const { service } = credentialScope(request);
  return xmlResponse(xml(service === 's3' ? error : { ErrorResponse: error }), 403);
}
