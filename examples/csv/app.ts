import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
// In your own app: from 'cdk-workspaces-applications'
import { WorkspaceApplicationSet } from '../../lib';

const app = new App();
const stack = new Stack(app, 'WorkspaceApplicationsFromCsv');

const file: string = app.node.tryGetContext('file') ?? join(__dirname, 'desktops.csv');
const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
if (header !== 'user,workspace,applications') {
  throw new Error(`${file} begins with '${header}': its first line must be 'user,workspace,applications'`);
}

for (const line of lines) {
  const [, workspaceId = '', applications = ''] = line.split(',');
  // The id of the construct is the id of the WorkSpace, not the number of the line: lines can move without a change.
  new WorkspaceApplicationSet(stack, workspaceId, { workspaceId, applicationIds: applications.split(' ') });
}
