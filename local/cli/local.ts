import type { CallRecord } from '../workspaces';
import { exportsOf } from './exports';
import { interrupted, launch } from './launch';
import type { CliOptions } from './options';

/** Keeps an embedded AWS running until it is asked to end. Resolves with the exit status. */
export async function local(options: CliOptions): Promise<number> {
  const aws = await launch(options, {
    onCall: (call) => console.log(lineOf(call)),
    onPageOpened: () => console.log(`The page was opened. For another browser: ${aws.pageAddress}`),
  });
  console.log(`Embedded AWS at ${aws.url}, ${options.speed} times as fast as real time.`);
  console.log(`See it in a browser: ${aws.pageAddress}\n`);
  console.log('Paste these lines into another terminal. Their credentials are good until this command ends.\n');
  console.log(exportsOf(aws.environment));
  console.log('\nThen, for example: npx cdk deploy. Press Ctrl-C here to end it; what was deployed is then gone.\n');
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
