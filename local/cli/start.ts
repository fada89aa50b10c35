import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CATALOGUE } from '../workspaces';
import { deploy } from './deploy';
import { launch } from './launch';
import type { CliOptions } from './options';
import { applicationTable } from './table';

/** Deploys the app of cdk.json to an embedded AWS and shows the outcome. Resolves with the exit status. */
export async function start(options: CliOptions): Promise<number> {
  const aws = await launch(options);
  const output = mkdtempSync(join(tmpdir(), 'embedded-aws-out-'));
  try {
    console.log(`Embedded AWS at ${aws.url}, ${options.speed} times as fast as real time.\n`);
    const { status, interrupted: cut } = await deploy(aws, output, options.context);
    if (cut) return status;
    const names = new Map(CATALOGUE.map(({ applicationId, name }) => [applicationId, name]));
    console.log(`\n${applicationTable(aws.simulator, options.workspaceId, names)}`);
    return status;
  } finally {
    rmSync(output, { recursive: true, force: true });
    await aws.stop();
  }
}
