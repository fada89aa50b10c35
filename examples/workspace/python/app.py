from aws_cdk import App, CfnOutput, RemovalPolicy, Stack
from aws_cdk.aws_workspaces import CfnWorkspace
from cdk_workspaces_applications import WorkspaceApplicationSet

app = App()
stack = Stack(app, "WorkspaceWithApplications")

desktop = CfnWorkspace(
    stack,
    "Desktop",
    directory_id=app.node.try_get_context("directoryId") or "d-906734e325",
    bundle_id=app.node.try_get_context("bundleId") or "wsb-performance",
    user_name=app.node.try_get_context("userName") or "jane",
    workspace_properties=CfnWorkspace.WorkspacePropertiesProperty(
        running_mode="AUTO_STOP",
        running_mode_auto_stop_timeout_in_minutes=60,
    ),
)

WorkspaceApplicationSet(
    stack,
    "Applications",
    workspace_id=desktop.ref,
    application_ids=[app.node.try_get_context("applicationId") or "wsa-0def67890"],
    # The WorkSpace is deleted with the stack, so nothing has to be uninstalled first.
    removal_policy=RemovalPolicy.RETAIN,
)

CfnOutput(stack, "WorkspaceId", value=desktop.ref)

app.synth()
