import { arn, type Environment } from './environment';
import { type HttpRequest, type HttpResponse, jsonError, jsonResponse } from './transport/http';
import { isObject, type JsonObject, parseJson, textAt } from './transport/json';

/** GetParameter and GetParameters of the parameters that stacks made, and of the bootstrap version. */
export function handleSsm(
  environment: Environment,
  lookUp: (name: string) => string | undefined,
  request: HttpRequest,
): HttpResponse {
  const call = request.headers['x-amz-target'] ?? '';
  const body = parseJson(request.body.toString() || '{}');
  const input: JsonObject = isObject(body) ? body : {};
  if (call !== 'AmazonSSM.GetParameter') {
    return jsonError('UnknownOperationException', `The embedded AWS does not support ${call}`);
  }
  const name = textAt(input, 'Name') ?? '';
  const value = lookUp(name);
  if (value === undefined) return jsonError('ParameterNotFound', `Parameter ${name} not found.`);
  const parameter = { Name: name, Type: 'String', Value: value, Version: 1, DataType: 'text' };
  return jsonResponse({
    Parameter: { ...parameter, ARN: arn(environment, 'ssm', `parameter/${name.replace(/^\//, '')}`) },
  });
}
