module desktops

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.233.0
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk-workspaces-applications/cdk-workspaces-applications-go/cdkworkspacesapplications v0.1.0
)
