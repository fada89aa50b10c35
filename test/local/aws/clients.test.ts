import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DescribeWorkspacesCommand, WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { jsonError } from '../../../local/transport/http';
import { AwsWorld, physicalIdOf, resource } from './world';

test('one world, a real client of each service in this process: all see the same', async () => {
  const world = new AwsWorld();
  const config = world.aws.clientConfig();
  const stack = await world.deploy({
    Reports: resource('AWS::S3::Bucket', { BucketName: 'reports' }),
    Declaration: resource('AWS::SSM::Parameter', { Type: 'String', Name: '/fleet/Visio', Value: '{}' }),
    Machine: resource('AWS::StepFunctions::StateMachine', {
      DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
    }),
  });
  const s3 = new S3Client(config);
  await s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'a', Body: 'content' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'reports', Key: 'a' }));
  expect(await Body?.transformToString()).toBe('content');
  const { Parameter } = await new SSMClient(config).send(new GetParameterCommand({ Name: '/fleet/Visio' }));
  expect(Parameter).toMatchObject({ Version: 1, LastModifiedDate: new Date(world.clock.now()) });
  const stateMachineArn = physicalIdOf(stack, 'Machine');
  const { executionArn = '' } = await new SFNClient(config).send(new StartExecutionCommand({ stateMachineArn }));
  await world.clock.runUntil(world.aws.machines.execution(executionArn).ended);
  expect(world.aws.machines.execution(executionArn).status).toBe('SUCCEEDED');
  const { Stacks } = await new CloudFormationClient(config).send(new DescribeStacksCommand({ StackName: 'Fleet' }));
  expect(Stacks).toMatchObject([{ StackStatus: 'CREATE_COMPLETE' }]);
  expect((await new SchedulerClient(config).send(new ListSchedulesCommand({}))).Schedules).toEqual([]);
  expect(
    (await new WorkSpacesClient(config).send(new DescribeWorkspacesCommand({}))).Workspaces?.length,
  ).toBeGreaterThan(3);
  await new EventBridgeClient(config).send(
    new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] }),
  );
  expect(world.aws.buses.events).toHaveLength(1);
});

test('a service that is not there: refused by name', async () => {
  const client = new LambdaClient({ ...new AwsWorld().aws.clientConfig(), maxAttempts: 1 });
  await expect(client.send(new ListFunctionsCommand({}))).rejects.toThrow("does not support the service 'lambda'");
});

test('calls that a test meets on their way: answered by it, or broken', async () => {
  const seen: string[] = [];
  const world = new AwsWorld({
    intercept(service, { headers }) {
      seen.push(`${service} ${headers['x-amz-target']}`);
      if (seen.length === 1) return jsonError('ThrottlingException', 'Rate exceeded');
      if (seen.length === 2) throw new Error('socket hang up');
      return undefined;
    },
  });
  const client = new SSMClient({ ...world.aws.clientConfig(), maxAttempts: 1 });
  const get = () => client.send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }));
  await expect(get()).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(get()).rejects.toThrow('socket hang up');
  expect((await get()).Parameter?.Value).toBe('30');
  expect(seen[2]).toBe('ssm AmazonSSM.GetParameter');
});
