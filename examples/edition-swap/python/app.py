from aws_cdk import App, Stack
from cdk_workspaces_applications import WorkspaceApplication, WorkspaceApplicationSet

app = App()
stack = Stack(app, "WorkspaceApplicationsEdition")

edition = app.node.try_get_context("edition") or "Standard"


def named(name: str) -> str:
    return WorkspaceApplication.from_name(stack, name, name).application_id


# One set, so that the old editions go and the new ones come in the same deployment. WorkSpaces mixes no editions.
WorkspaceApplicationSet(
    stack,
    "Desk",
    workspace_id=app.node.try_get_context("workspaceId") or "ws-0abc12345",
    application_ids=[
        named(f"Microsoft Visio LTSC {edition} 2021"),
        named(f"Microsoft Project {edition} 2021"),
    ],
)

app.synth()
