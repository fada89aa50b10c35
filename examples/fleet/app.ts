import { App, CfnOutput, Duration, Stack, TimeZone } from 'aws-cdk-lib';
// In your own app: from 'cdk-workspaces-applications'
import { DayOfWeek, FleetTargets, FleetWave, MaintenanceWindow, WorkspaceApplicationFleet } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationFleet');

const directoryId: string = app.node.tryGetContext('directoryId') ?? 'd-906734e325';
const applicationId: string = app.node.tryGetContext('applicationId') ?? 'wsa-0def67890';

const fleet = new WorkspaceApplicationFleet(stack, 'Visio', {
  targets: FleetTargets.directory(directoryId).excludingTags({ Frozen: 'true' }),
  fleetName: 'Visio',
  applicationIds: [applicationId],
  maintenanceWindow: MaintenanceWindow.weekly({
    days: [DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY],
    start: '22:00',
    duration: Duration.hours(6),
    timeZone: TimeZone.EUROPE_BERLIN,
  }),
  waves: [FleetWave.tagged({ Ring: 'pilot' }), FleetWave.percentage(25), FleetWave.rest()],
});

new CfnOutput(stack, 'StateMachineArn', { value: fleet.stateMachine.stateMachineArn });
new CfnOutput(stack, 'ReportBucketName', { value: fleet.reportBucket.bucketName });
