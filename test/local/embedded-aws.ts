import { type EmbeddedAws, type EmbeddedAwsOptions, startEmbeddedAws } from '../../local';
import type { JsonObject } from '../../local/transport/json';

let running: EmbeddedAws[] = [];

/** An embedded AWS for one test; `stopAll` ends it. What should not happen fails the test that let it happen. */
export async function embedded(options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> {
  const aws = await startEmbeddedAws({ speed: 600, ...options });
  running.push(aws);
  return aws;
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.map((aws) => aws.stop()));
  running = [];
}

/** What an SDK client needs; with a function's key it sees the embedded AWS's own time. */
export const clientOptions = (aws: EmbeddedAws, credentials = aws.credentials.person) => ({
  endpoint: aws.url,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
});

export async function deployed(aws: EmbeddedAws, resources: JsonObject, stackName = 'Test'): Promise<void> {
  aws.cloudformation.createStack({ stackName, templateBody: JSON.stringify({ Resources: resources }) });
  const stack = await aws.cloudformation.settled(stackName);
  if (stack.status === 'CREATE_COMPLETE') return;
  throw new Error(
    stack.events.map(({ logicalId, status, reason }) => `${logicalId} ${status} ${reason ?? ''}`).join('\n'),
  );
}

/** A function of the given name whose whole code this is. */
export const inlineFunction = (name: string, code: string, more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: name, Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: code }, ...more },
});
