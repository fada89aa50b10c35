import { commandsIn, matches, PAGES } from './pages';

/** The lines of the pages that call the AWS CLI: those of blocks, and those in running text that have options. */
export const AWS_LINES: readonly string[] = [
  ...new Set(PAGES.flatMap(({ text }) => [...commandsIn(text), ...matches(text, /`(aws [^`\n]* --[^`\n]*)`/g)])),
].filter((line) => line.startsWith('aws '));

/** What the AWS CLI cannot do on the embedded AWS. All other lines are run there, by test/engines/aws-cli.engine.ts. */
export const NOT_ON_THE_EMBEDDED_AWS: readonly (readonly [line: RegExp, reason: string])[] = [
  [/^aws logs tail /, 'needs version 2 of the AWS CLI, which no package registry has'],
  [/^aws cloudtrail /, 'needs an AWS account: the embedded AWS has no CloudTrail'],
  [/ --deletion-mode /, 'needs an AWS account: the embedded AWS refuses it by name'],
  [/^aws workspaces modify-workspace-state /, 'needs an AWS account: the embedded AWS refuses it by name'],
  [/^aws s3 cp /, 'needs the report of a run, which other tests read from the same bucket'],
];
