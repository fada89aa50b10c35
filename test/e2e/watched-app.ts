import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { WorkspaceApplicationSet } from '../../lib';

/** The app that `cdk watch` runs: what it declares is in a file of the folder that is watched. */
const { workspaceId, applicationIds } = JSON.parse(readFileSync(join(process.cwd(), 'desk.json'), 'utf8'));
new WorkspaceApplicationSet(new Stack(new App(), 'Watched'), 'Desk', { workspaceId, applicationIds });
