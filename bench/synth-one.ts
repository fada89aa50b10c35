import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { WorkspaceApplicationAssociation, WorkspaceApplicationSet } from '../lib';

/** Synthesizes one stack in this process, and prints what it took: `tsx synth-one.ts <kind> <count>`. */

const KINDS = {
  association: (stack: Stack, workspaceId: string) =>
    new WorkspaceApplicationAssociation(stack, `Desk${workspaceId}`, { workspaceId, applicationId: 'wsa-0def67890' }),
  set: (stack: Stack, workspaceId: string) =>
    new WorkspaceApplicationSet(stack, `Desk${workspaceId}`, {
      workspaceId,
      applicationIds: ['wsa-0def67890', 'wsa-1office21p', 'wsa-3projt21p'],
    }),
  AwsCustomResource: (stack: Stack, workspaceId: string) =>
    new AwsCustomResource(stack, `Desk${workspaceId}`, {
      onCreate: {
        service: 'WorkSpaces',
        action: 'associateWorkspaceApplication',
        parameters: { WorkspaceId: workspaceId, ApplicationId: 'wsa-0def67890' },
        physicalResourceId: PhysicalResourceId.of(workspaceId),
      },
      onDelete: {
        service: 'WorkSpaces',
        action: 'disassociateWorkspaceApplication',
        parameters: { WorkspaceId: workspaceId, ApplicationId: 'wsa-0def67890' },
      },
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
    }),
};

export type Kind = keyof typeof KINDS;

export interface Synthesis {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly resources: number;
}

function synthesize(kind: Kind, count: number): Synthesis {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  try {
    const begin = performance.now();
    // Some get larger than CloudFormation takes; they are measured all the same.
    const app = new App({ outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
    const stack = new Stack(app, 'Desks');
    for (let index = 0; index < count; index++) KINDS[kind](stack, `ws-${String(index).padStart(9, '0')}`);
    const { template } = app.synth().getStackByName('Desks');
    const milliseconds = performance.now() - begin;
    return { milliseconds, bytes: JSON.stringify(template).length, resources: Object.keys(template.Resources).length };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const [kind, count] = process.argv.slice(2);
if (kind === 'association' || kind === 'set' || kind === 'AwsCustomResource') {
  console.log(JSON.stringify(synthesize(kind, Number(count))));
}
