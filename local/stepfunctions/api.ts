import { ServiceError } from '../cloudformation/errors';
import { type HttpRequest, type HttpResponse, jsonError, jsonResponse } from '../transport/http';
import { isObject, parseJson, textAt } from '../transport/json';
import type { Waiter } from './waiter';

/** StartExecution: all that the Provider framework calls. */
export function handleStepFunctions(waiter: Waiter, now: () => number, request: HttpRequest): HttpResponse {
  const target = request.headers['x-amz-target'] ?? '';
  try {
    if (target !== 'AWSStepFunctions.StartExecution') {
      throw new ServiceError('UnknownOperationException', `The embedded AWS does not support ${target}`);
    }
    const input = parseJson(request.body.toString());
    const call = isObject(input) ? input : {};
    const execution = waiter.start(textAt(call, 'stateMachineArn') ?? '', parseJson(textAt(call, 'input') ?? '{}'));
    return jsonResponse({ executionArn: execution, startDate: now() / 1000 }, 200, 'application/x-amz-json-1.0');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return jsonError(error.code, error.message, error.status);
  }
}
