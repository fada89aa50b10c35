import { gunzipSync } from 'node:zlib';
import { ServiceError } from '../cloudformation/errors';
import { type HttpRequest, type HttpResponse, jsonError, jsonResponse } from './http';
import { isObject, type JsonObject, parseJson } from './json';

/** One call of a service that speaks JSON: takes the members of the request, and returns those of the response. */
export type JsonCall = (input: JsonObject) => unknown;

/** Answers a call that the header `x-amz-target` names. A call that is not in the table is refused by name. */
export async function answerJson(
  request: HttpRequest,
  calls: Readonly<Record<string, JsonCall>>,
  contentType = 'application/x-amz-json-1.1',
): Promise<HttpResponse> {
  const target = request.headers['x-amz-target'] ?? '';
  const operation = target.slice(target.lastIndexOf('.') + 1);
  try {
    const call = Object.hasOwn(calls, operation) ? calls[operation] : undefined;
    if (!call) throw new ServiceError('UnknownOperationException', `The embedded AWS does not support ${target}`);
    return jsonResponse((await call(membersOf(request))) ?? {}, 200, contentType);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return jsonError(error.code, error.message, error.status);
  }
}

function membersOf({ headers, body }: HttpRequest): JsonObject {
  const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
  const members = parseJson(text === '' ? '{}' : text);
  if (isObject(members)) return members;
  throw new ServiceError('SerializationException', 'The request body must be a JSON object');
}

/**
 * Throws if `given` has a member that is not in `supported`: what the embedded AWS would ignore, it refuses by name.
 *
 * @param of what has these members: a call, or a type of resource
 */
export function refuseOthers(of: string, given: JsonObject, supported: readonly string[]): void {
  const others = Object.keys(given).filter((name) => !supported.includes(name));
  if (others.length === 0) return;
  throw new ServiceError('ValidationException', `The embedded AWS does not support ${others.join(', ')} of ${of}`);
}
