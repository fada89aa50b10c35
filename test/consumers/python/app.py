import aws_cdk as cdk
from cdk_workspaces_applications import WorkspaceApplication, WorkspaceApplicationAssociation, WorkspaceApplicationSet

app = cdk.App()
stack = cdk.Stack(app, "Desktops")

visio = WorkspaceApplicationAssociation(
    stack,
    "Visio",
    workspace_id="ws-0abc12345",
    application_id="wsa-0def67890",
    timeout=cdk.Duration.minutes(30),
)

project = WorkspaceApplication.from_name(stack, "Project", "Microsoft Project Professional 2021", owner="AMAZON")

WorkspaceApplicationSet(
    stack,
    "Desk",
    workspace_id="ws-1stopped01",
    application_ids=["wsa-1office21p", project.application_id],
    absent_application_ids=["wsa-6portal01"],
    removal_policy=cdk.RemovalPolicy.RETAIN,
)

cdk.CfnOutput(stack, "State", value=visio.state)

app.synth()
