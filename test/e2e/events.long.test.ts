import type { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { WorkspaceApplicationAssociation, WorkspaceApplicationProvider } from '../../lib';
import { VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { cloudForTests, type Scenario } from './cloud';

const BUS = 'arn:aws:events:us-east-1:111122223333:event-bus/desktops';

const cloud = cloudForTests();

const announcing =
  ({ workspaceId }: Scenario) =>
  (stack: Stack) => {
    const eventBus = EventBus.fromEventBusArn(stack, 'Bus', BUS);
    const logLevel = ApplicationLogLevel.DEBUG;
    new WorkspaceApplicationProvider(stack, 'WorkspaceApplicationProvider', { eventBus, logLevel });
    new WorkspaceApplicationAssociation(stack, 'Visio', { workspaceId, applicationId: VISIO });
  };

test('a bus, through the real bundle: installed, then removed; R20 no line of any function holds a response URL, at any level', async () => {
  const desk = cloud().scenario('Events');
  expect((await desk.deploy(announcing(desk))).status).toBe(0);
  expect((await desk.destroy(announcing(desk))).status).toBe(0);
  const { workspaceId } = desk;
  expect(cloud().aws.events.map(({ detail, ...rest }) => ({ ...rest, detail: JSON.parse(detail) }))).toMatchObject([
    { bus: BUS, detailType: 'WorkSpace Applications Installed', detail: { workspaceId, applicationIds: [VISIO] } },
    { bus: BUS, detailType: 'WorkSpace Applications Removed', detail: { workspaceId, applicationIds: [VISIO] } },
  ]);
  const lines = cloud()
    .aws.logs.of()
    .map(({ text }) => text);
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.filter((line) => /ResponseURL|Signature|custom-resource-response/i.test(line))).toEqual([]);
});
