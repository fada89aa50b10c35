package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	applications "github.com/cdk-workspaces-applications/cdk-workspaces-applications-go/cdkworkspacesapplications"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Desktops"), nil)

	visio := applications.NewWorkspaceApplicationAssociation(stack, jsii.String("Visio"), &applications.WorkspaceApplicationAssociationProps{
		WorkspaceId:   jsii.String("ws-0abc12345"),
		ApplicationId: jsii.String("wsa-0def67890"),
		Timeout:       awscdk.Duration_Minutes(jsii.Number(30)),
	})

	project := applications.WorkspaceApplication_FromName(
		stack,
		jsii.String("Project"),
		jsii.String("Microsoft Project Professional 2021"),
		&applications.WorkspaceApplicationNameOptions{Owner: jsii.String("AMAZON")},
	)

	applications.NewWorkspaceApplicationSet(stack, jsii.String("Desk"), &applications.WorkspaceApplicationSetProps{
		WorkspaceId:          jsii.String("ws-1stopped01"),
		ApplicationIds:       &[]*string{jsii.String("wsa-1office21p"), project.ApplicationId()},
		AbsentApplicationIds: jsii.Strings("wsa-6portal01"),
		RemovalPolicy:        awscdk.RemovalPolicy_RETAIN,
	})

	awscdk.NewCfnOutput(stack, jsii.String("State"), &awscdk.CfnOutputProps{Value: visio.State()})

	app.Synth(nil)
}
