from aws_cdk import App, CfnOutput, Duration, Stack, TimeZone
from cdk_workspaces_applications import (
    DayOfWeek,
    FleetTargets,
    FleetWave,
    MaintenanceWindow,
    WorkspaceApplicationFleet,
)

app = App()
stack = Stack(app, "WorkspaceApplicationFleet")

fleet = WorkspaceApplicationFleet(
    stack,
    "Visio",
    targets=FleetTargets.directory(
        app.node.try_get_context("directoryId") or "d-906734e325"
    ).excluding_tags({"Frozen": "true"}),
    fleet_name="Visio",
    application_ids=[app.node.try_get_context("applicationId") or "wsa-0def67890"],
    maintenance_window=MaintenanceWindow.weekly(
        days=[
            DayOfWeek.MONDAY,
            DayOfWeek.TUESDAY,
            DayOfWeek.WEDNESDAY,
            DayOfWeek.THURSDAY,
        ],
        start="22:00",
        duration=Duration.hours(6),
        time_zone=TimeZone.EUROPE_BERLIN,
    ),
    waves=[
        FleetWave.tagged({"Ring": "pilot"}),
        FleetWave.percentage(25),
        FleetWave.rest(),
    ],
)

CfnOutput(stack, "StateMachineArn", value=fleet.state_machine.state_machine_arn)
CfnOutput(stack, "ReportBucketName", value=fleet.report_bucket.bucket_name)

app.synth()
