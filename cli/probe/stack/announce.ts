import { EXPERIMENTS } from './experiments';
import { namesOf, PREFIX } from './templates';

export interface Announced {
  readonly run: string;
  readonly folder: string;
  readonly region: string;
  readonly cdk: string;
  readonly done: Readonly<Record<string, number>>;
  readonly skip: readonly string[];
}

/** What a run will do, cost and take, before it does anything. */
export function announce({ run, folder, region, cdk, done, skip }: Announced): string {
  const open = EXPERIMENTS.filter(({ name }) => done[name] === undefined && !skip.includes(name));
  // Side by side, before them what records is made, and after them deleted.
  const minutes = Math.max(0, ...open.map((one) => one.minutes)) + 4;
  const names = namesOf(run);
  return [
    `Finds out what CloudFormation does with custom resources, in ${region}. No WorkSpace is needed or touched.`,
    '',
    `It deploys stacks with '${cdk}', from folders that it writes into ${folder}:`,
    `  ${names.stack}: two functions that record requests, their role and the log group ${names.logGroup}`,
    ...open.map(({ name, about }) => `  ${PREFIX}-${run}-${name}-…: ${about}`),
    '',
    'Some of these deployments fail on purpose. Besides the CDK CLI it calls CloudFormation (DescribeStacks, DescribeStackEvents,',
    'CreateStackRefactor, DescribeStackRefactor: nothing is moved) and CloudWatch Logs (FilterLogEvents).',
    'Other stacks are not touched. No outage, no licence.',
    '',
    `Takes about ${minutes} minutes, and costs less than 5 cents (about 40 short runs of a function, and their log).`,
    'At the end it deletes its stacks, whatever happened. Some 15 templates of a few kB stay in the bucket of cdk bootstrap.',
    '',
  ].join('\n');
}
