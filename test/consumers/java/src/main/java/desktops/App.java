package desktops;

import io.github.cdkworkspacesapplications.IWorkspaceApplication;
import io.github.cdkworkspacesapplications.WorkspaceApplication;
import io.github.cdkworkspacesapplications.WorkspaceApplicationAssociation;
import io.github.cdkworkspacesapplications.WorkspaceApplicationNameOptions;
import io.github.cdkworkspacesapplications.WorkspaceApplicationSet;
import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;

public final class App {
    public static void main(final String[] args) {
        software.amazon.awscdk.App app = new software.amazon.awscdk.App();
        Stack stack = new Stack(app, "Desktops");

        WorkspaceApplicationAssociation visio = WorkspaceApplicationAssociation.Builder.create(stack, "Visio")
                .workspaceId("ws-0abc12345")
                .applicationId("wsa-0def67890")
                .timeout(Duration.minutes(30))
                .build();

        IWorkspaceApplication project = WorkspaceApplication.fromName(
                stack,
                "Project",
                "Microsoft Project Professional 2021",
                WorkspaceApplicationNameOptions.builder().owner("AMAZON").build());

        WorkspaceApplicationSet.Builder.create(stack, "Desk")
                .workspaceId("ws-1stopped01")
                .applicationIds(List.of("wsa-1office21p", project.getApplicationId()))
                .absentApplicationIds(List.of("wsa-6portal01"))
                .removalPolicy(RemovalPolicy.RETAIN)
                .build();

        CfnOutput.Builder.create(stack, "State").value(visio.getState()).build();

        app.synth();
    }
}
