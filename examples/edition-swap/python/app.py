from aws_cdk import App, Stack
from cdk_workspaces_applications import WorkspaceApplication, WorkspaceApplicationSet

app = App()
stack = Stack(app, "WorkspaceApplicationsEdition")

edition = app.node.try_get_context("edition") or "Standard"
visio = WorkspaceApplication.from_name(stack, "Visio", f"Microsoft Visio LTSC {edition} 2021")

# One set, so that one deployment uninstalls the old edition and installs the new one.
WorkspaceApplicationSet(
    stack,
    "Desk",
    workspace_id=app.node.try_get_context("workspaceId") or "ws-0abc12345",
    application_ids=[visio.application_id],
)

app.synth()
