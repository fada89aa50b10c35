/** Stands for the CloudFormation client, to see what it weighs: nothing of it works. */
export class CloudFormationClient {}
export class DescribeStacksCommand {}
export class DescribeStackEventsCommand {}
export class ListStackResourcesCommand {}
export class DescribeStackResourceCommand {}
export class DescribeStackResourcesCommand {}
