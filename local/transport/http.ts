/** An HTTP request as the services see it. */
export interface HttpRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** In place of a body: writes piece by piece, until the client goes away, which aborts the signal. */
  readonly stream?: (write: (text: string) => void, gone: AbortSignal) => void;
}

export const jsonResponse = (value: unknown, status = 200, type = 'application/x-amz-json-1.1'): HttpResponse => ({
  status,
  headers: { 'content-type': type },
  body: JSON.stringify(value),
});

/** An error of the JSON protocols. */
export const jsonError = (code: string, message: string, status = 400): HttpResponse => ({
  ...jsonResponse({ __type: code, message }, status),
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
});

export const xmlResponse = (body: string, status = 200): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

/** The service that a signed request is for, and the key it is signed with. */
export function credentialScope(request: HttpRequest): { readonly accessKey: string; readonly service: string } {
  const found = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '');
  return { accessKey: found?.[1] ?? '', service: found?.[2] ?? '' };
}
