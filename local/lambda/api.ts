import { ServiceError } from '../cloudformation/errors';
import { type HttpRequest, type HttpResponse, jsonError, jsonResponse } from '../transport/http';
import { parseJson } from '../transport/json';
import type { LambdaHost } from './lambda-host';

const FUNCTION_PATH = /^\/2015-03-31\/functions\/([^/]+)(?:\/(invocations|configuration))?$/;

/** Invoke, GetFunction and GetFunctionConfiguration. */
export async function handleLambda(host: LambdaHost, request: HttpRequest): Promise<HttpResponse> {
  const [, encoded = '', what = 'function'] = FUNCTION_PATH.exec(request.path) ?? [];
  try {
    const name = decodeURIComponent(encoded);
    if (what === 'invocations' && request.method === 'POST') return await invoke(host, name, request);
    if (encoded === '' || request.method !== 'GET') {
      throw new ServiceError(
        'UnknownOperationException',
        `The embedded AWS does not support ${request.method} ${request.path}`,
        404,
      );
    }
    const configuration = describe(host, name);
    return jsonResponse(
      what === 'configuration' ? configuration : { Configuration: configuration, Code: {} },
      200,
      'application/json',
    );
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return jsonError(error.code, error.message, error.status);
  }
}

async function invoke(host: LambdaHost, name: string, request: HttpRequest): Promise<HttpResponse> {
  const payload = parseJson(request.body.toString() || '{}');
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    await host.deliver(name, payload);
    return { status: 202 };
  }
  const { payload: body, functionError } = await host.invoke(name, payload);
  const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
  return {
    status: 200,
    headers: functionError ? { ...headers, 'x-amz-function-error': functionError } : headers,
    body,
  };
}

function describe(host: LambdaHost, name: string) {
  const configuration = host.configuration(name);
  return {
    FunctionName: configuration.name,
    FunctionArn: configuration.arn,
    Handler: configuration.handler,
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMegabytes,
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
