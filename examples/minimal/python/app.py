from aws_cdk import App, Stack
from cdk_workspaces_applications import WorkspaceApplicationAssociation

app = App()
stack = Stack(app, "WorkspaceApplications")

WorkspaceApplicationAssociation(
    stack,
    "Application",
    workspace_id=app.node.try_get_context("workspaceId") or "ws-0abc12345",
    application_id=app.node.try_get_context("applicationId") or "wsa-0def67890",
)

app.synth()
