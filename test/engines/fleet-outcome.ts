import { GetObjectCommand, ListObjectsV2Command, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Report } from '../../lambda/fleet/report';
import { keysOf } from '../../lambda/fleet/run';
import { VISIO_PROFESSIONAL_2021 as VISIO, type WorkspacesSimulator } from '../../local/workspaces';
import { idsOf, type NightName, releaseUsers } from './fleet-nights';

/** The fleet of a night on an engine, and the desktops behind it. */
export interface Site {
  readonly simulator: WorkspacesSimulator;
  readonly stateMachineArn: string;
  readonly reportBucket: string;
  /** What clients of the SDK take to talk to the engine. */
  readonly client: Pick<S3ClientConfig, 'credentials' | 'endpoint' | 'region' | 'requestHandler'>;
  /** Lets time pass, less than a run pauses. */
  pass(): Promise<void>;
}

/** What became of a night, without times, and without the names that an engine makes. */
export type Outcome = Awaited<ReturnType<typeof live>>;

/** Starts the run of a fleet by hand, and waits for its end. */
export async function live(site: Site, name: NightName) {
  const { simulator, stateMachineArn, reportBucket: bucket } = site;
  const sfn = new SFNClient(site.client);
  const s3 = new S3Client({ ...site.client, forcePathStyle: true });
  const input = JSON.stringify({ format: 1, ignoreWindow: true });
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  const { status, error } = await endOf(sfn, executionArn, site, name);
  return {
    status,
    error,
    states: await statesOf(sfn, executionArn),
    passes: await passesOf(sfn, executionArn),
    results: await resultsOf(s3, bucket, keysOf(name).results(executionArn.split(':').at(-1) ?? '', 0)),
    report: await reportOf(s3, bucket, `${keysOf(name).latest}.json`),
    applications: idsOf(name).map((workspaceId) => simulator.state(workspaceId, VISIO)),
  };
}

/** Users go home once the run has paused because of them. */
async function endOf(sfn: SFNClient, executionArn: string, { simulator, pass }: Site, name: NightName) {
  let areThere = true;
  for (;;) {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (found.status !== 'RUNNING') return found;
    if (areThere && (await statesOf(sfn, executionArn)).includes('Pause')) {
      areThere = false;
      releaseUsers(simulator, name);
    }
    await pass();
  }
}

/** The states that a run has entered, in order. */
async function statesOf(sfn: SFNClient, executionArn: string): Promise<readonly string[]> {
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []);
}

async function passesOf(sfn: SFNClient, executionArn: string) {
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const inOrder = [...mapRuns].sort((a, b) => Number(a.startDate) - Number(b.startDate));
  return Promise.all(
    inOrder.map(async ({ mapRunArn }) => {
      const run = await sfn.send(new DescribeMapRunCommand({ mapRunArn }));
      const { pending, succeeded, failed, aborted } = run.executionCounts ?? {};
      return {
        status: run.status,
        tolerated: run.toleratedFailureCount,
        atOnce: run.maxConcurrency,
        counts: { pending, succeeded, failed, aborted },
        failures: await failuresOf(sfn, mapRunArn),
      };
    }),
  );
}

/** Why children have failed. */
async function failuresOf(sfn: SFNClient, mapRunArn: string | undefined): Promise<readonly string[]> {
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter: 'FAILED' }));
  const ends = await Promise.all(
    executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
  );
  return ends.map(({ error, cause }) => withoutTimes(`${error}: ${cause}`)).sort();
}

const withoutTimes = (text: string): string => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time');

/** The names of the files with results of the first pass. */
async function resultsOf(s3: S3Client, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = '' }) => Key.slice(Key.lastIndexOf('/') + 1)).sort();
}

/** What of a report does not depend on the time; undefined if there is none. */
async function reportOf(s3: S3Client, Bucket: string, Key: string) {
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
  if (!Contents?.length) return undefined;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const text = withoutTimes((await Body?.transformToString()) ?? '');
  const { ended, counts, unmatched, desktops }: Report = JSON.parse(text);
  return { ended, counts, unmatched, desktops: desktops.map(({ since: _since, ...line }) => line) };
}
