import type { CallRecord } from '../workspaces';
import { interrupted, launch } from './launch';
import type { CliOptions } from './options';

/** Keeps an embedded AWS running until it is asked to end. Resolves with the exit status. */
export async function local(options: CliOptions): Promise<number> {
  const aws = await launch(options, (call) => console.log(lineOf(call)));
  console.log(`Embedded AWS at ${aws.url}, ${options.speed} times as fast as real time. In another terminal:\n`);
  for (const [name, value] of Object.entries(aws.environment)) console.log(`export ${name}=${value}`);
  console.log('\nThen, for example: npx cdk deploy. Ctrl-C here ends it, and forgets what was deployed.\n');
  await interrupted();
  await aws.stop();
  return 0;
}

function lineOf(call: CallRecord): string {
  const { operation, workspaceId, applicationId, outcome, state, endedSession } = call;
  const time = new Date().toLocaleTimeString();
  const about = [workspaceId, applicationId].filter((id) => id !== undefined);
  return [
    time,
    operation,
    ...about,
    outcome,
    ...(state ? [`→ ${state}`] : []),
    ...(endedSession ? ['→ session ended'] : []),
  ].join(' ');
}
