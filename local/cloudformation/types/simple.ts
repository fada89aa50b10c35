import { arn } from '../../environment';
import { isList, isObject, type JsonObject, objectAt, sameJson, textAt } from '../../transport/json';
import { generatedName } from '../context';
import { ResourceCancelled, ResourceFailure, unsupported } from '../errors';
import type { ProviderRequest } from '../resource-type';
import { native, required } from './native';

const nameOf = (request: ProviderRequest, property: string, physicalId: string | undefined, longest: number): string =>
  textAt(request.properties, property) ??
  physicalId ??
  generatedName(request.context, request.stack, request.logicalId, longest);

/** A resource that only needs to exist: nothing here reads it. */
export const inert = native({
  put: (request, physicalId) => ({
    physicalId: physicalId ?? generatedName(request.context, request.stack, request.logicalId),
    attributes: {},
  }),
});

export const role = native({
  replacedBy: ['RoleName', 'Path'],
  put(request, physicalId) {
    const name = nameOf(request, 'RoleName', physicalId, 64);
    const path = textAt(request.properties, 'Path') ?? '/';
    const roleId = `AROA${name
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(-16)
      .toUpperCase()}`;
    return {
      physicalId: name,
      attributes: { Arn: arn(request.context.environment, 'iam', `role${path}${name}`), RoleId: roleId },
    };
  },
});

export const managedPolicy = native({
  replacedBy: ['ManagedPolicyName', 'Path'],
  put(request, physicalId) {
    const name = nameOf(request, 'ManagedPolicyName', undefined, 128);
    const policyArn = physicalId ?? arn(request.context.environment, 'iam', `policy/${name}`);
    return { physicalId: policyArn, attributes: { PolicyArn: policyArn } };
  },
});

export const logGroup = native({
  replacedBy: ['LogGroupName'],
  put(request, physicalId) {
    const name = nameOf(request, 'LogGroupName', physicalId, 512);
    const retention = textAt(request.properties, 'RetentionInDays');
    request.context.services.putLogGroup(name, retention === undefined ? undefined : Number(retention));
    return { physicalId: name, attributes: { Arn: arn(request.context.environment, 'logs', `log-group:${name}:*`) } };
  },
  remove: (context, name) => context.services.removeLogGroup(name),
});

export const waitConditionHandle = native({
  put(request, physicalId) {
    const { region, urlSuffix } = request.context.environment;
    const name = generatedName(request.context, request.stack, request.logicalId);
    return {
      physicalId: physicalId ?? `https://cloudformation-waitcondition-${region}.s3.${urlSuffix}/${name}`,
      attributes: {},
    };
  },
});

/** Receives no signals here, so that it fails when its time is up: a resource that fails late. */
export const waitCondition = native({
  supports: ['Count', 'Handle', 'Timeout'],
  async put(request, physicalId) {
    if (physicalId !== undefined)
      throw new ResourceFailure('Update to resource type AWS::CloudFormation::WaitCondition is not supported.');
    const { clock } = request.context;
    await clock.sleep(Number(required(request.properties, 'Timeout')) * 1000, request.signal);
    if (request.signal.aborted) throw new ResourceCancelled();
    const count = textAt(request.properties, 'Count') ?? '1';
    throw new ResourceFailure(`WaitCondition timed out. Received 0 conditions when expecting ${count}`);
  },
});

export const workspace = native({
  supports: [
    'BundleId',
    'DirectoryId',
    'RootVolumeEncryptionEnabled',
    'Tags',
    'UserName',
    'UserVolumeEncryptionEnabled',
    'VolumeEncryptionKey',
    'WorkspaceProperties',
  ],
  replacedBy: ['BundleId', 'DirectoryId', 'UserName'],
  async put({ context, properties }) {
    return { physicalId: await context.services.createWorkspace(properties, tagsOf(properties)), attributes: {} };
  },
  change({ context, physicalId, oldProperties, properties }) {
    if (!sameJson(oldProperties.WorkspaceProperties, properties.WorkspaceProperties)) {
      throw new ResourceFailure(unsupported('a change of WorkspaceProperties').message, undefined, false);
    }
    const [before, after] = [tagsOf(oldProperties), tagsOf(properties)];
    const own = context.readings.foreignTags === 'are removed' ? undefined : Object.keys(before);
    if (!sameJson(before, after)) context.services.tagWorkspace(physicalId, after, own);
    return { physicalId, attributes: {} };
  },
  remove: (context, id) => context.services.removeWorkspace(id),
});

function tagsOf(properties: JsonObject): Record<string, string> {
  const tags = isList(properties.Tags) ? properties.Tags.filter(isObject) : [];
  return Object.fromEntries(tags.map((tag) => [textAt(tag, 'Key') ?? '', textAt(tag, 'Value') ?? '']));
}

export const lambdaFunction = native({
  supports: [
    'Architectures',
    'Code',
    'Description',
    'Environment',
    'EphemeralStorage',
    'FunctionName',
    'Handler',
    'KmsKeyArn',
    'Layers',
    'LoggingConfig',
    'MemorySize',
    'PackageType',
    'ReservedConcurrentExecutions',
    'Role',
    'Runtime',
    'RuntimeManagementConfig',
    'Tags',
    'Timeout',
    'TracingConfig',
    'VpcConfig',
  ],
  replacedBy: ['FunctionName', 'PackageType'],
  put(request, physicalId) {
    const name = wellFormed('functionName', nameOf(request, 'FunctionName', physicalId, 64), /^[\w-]{1,64}$/);
    const functionArn = arn(request.context.environment, 'lambda', `function:${name}`);
    request.context.services.putFunction({
      name,
      arn: functionArn,
      handler: wellFormed('handler', required(request.properties, 'Handler'), /^(?!.*\.\.)[\w./-]{1,128}$/),
      code: codeOf(request.properties),
      environment: environmentOf(request.properties),
      timeoutSeconds: Number(textAt(request.properties, 'Timeout') ?? 3),
      memoryMegabytes: Number(textAt(request.properties, 'MemorySize') ?? 128),
      mayRun: mayRun(request.properties),
      logGroup: textAt(objectAt(request.properties, 'LoggingConfig'), 'LogGroup') ?? `/aws/lambda/${name}`,
      logLevel: textAt(objectAt(request.properties, 'LoggingConfig'), 'ApplicationLogLevel'),
    });
    return { physicalId: name, attributes: { Arn: functionArn } };
  },
  remove: (context, name) => context.services.removeFunction(name),
});

/** Names become names of files here, and must not lead out of the folder of the function. */
function wellFormed(member: string, value: string, pattern: RegExp): string {
  if (pattern.test(value)) return value;
  throw new ResourceFailure(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
    undefined,
    false,
  );
}

function codeOf(properties: JsonObject): { bucket: string; key: string } | { inline: string } {
  const runtime = textAt(properties, 'Runtime') ?? '';
  if (!runtime.startsWith('nodejs'))
    throw new ResourceFailure(`The embedded AWS runs nodejs functions only, not '${runtime}'`);
  if (isList(properties.Layers) && properties.Layers.length > 0)
    throw new ResourceFailure('The embedded AWS does not support layers');
  const code = objectAt(properties, 'Code');
  const inline = textAt(code, 'ZipFile');
  return inline === undefined ? { bucket: required(code, 'S3Bucket'), key: required(code, 'S3Key') } : { inline };
}

/** Without concurrency a function is throttled always, with some of its own it never is here. */
function mayRun({ ReservedConcurrentExecutions: reserved }: JsonObject): boolean {
  if (reserved === undefined) return true;
  if (Number(reserved) === 0) return false;
  throw new ResourceFailure(unsupported('ReservedConcurrentExecutions other than 0').message, undefined, false);
}

function environmentOf(properties: JsonObject): Record<string, string> {
  const variables = objectAt(objectAt(properties, 'Environment'), 'Variables');
  return Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));
}
