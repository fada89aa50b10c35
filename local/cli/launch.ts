import { type EmbeddedAws, startEmbeddedAws } from '..';
import { CATALOGUE, type CallRecord } from '../workspaces';
import type { CliOptions } from './options';

const MINUTE = 60_000;

/** Starts the embedded AWS as the options say. */
export async function launch(
  options: CliOptions,
  { onCall, onPageOpened }: { readonly onCall?: (call: CallRecord) => void; readonly onPageOpened?: () => void } = {},
): Promise<EmbeddedAws> {
  const { port, speed, fail, installMinutes, uninstallMinutes, logs, account } = options;
  const durations = { install: installMinutes * MINUTE, uninstall: uninstallMinutes * MINUTE };
  const aws = await startEmbeddedAws({
    port,
    speed,
    simulator: { durations, ...(account && { readings: account.readings }), ...(onCall && { onCall }) },
    ...(onPageOpened && { onPageOpened }),
  });
  if (fail) {
    for (const { applicationId } of CATALOGUE) aws.simulator.failApplication(applicationId, fail);
  }
  for (const { workspaceId, minutes } of options.connect) {
    aws.simulator.setConnection(workspaceId, 'CONNECTED', minutes === undefined ? undefined : minutes * MINUTE);
  }
  if (logs) aws.logs.onLine(({ functionName, text }) => process.stderr.write(`${functionName} | ${text}\n`));
  return aws;
}

/** Resolves with the signal that asks this process to end. */
export function interrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal));
  });
}
