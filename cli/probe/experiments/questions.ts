import type { Question } from '../desk';

/** What is asked of a WorkSpace while it is UPDATING. None of it changes what the deployment does. */

export const askToDeploy: Question = async (desk) => {
  await desk.learn('DeployWorkspaceApplications', 'deploy while UPDATING');
};

export const askToTag: Question = async (desk) => {
  const { outcome } = await desk.learn('CreateTags', 'tag while UPDATING');
  if (outcome.kind !== 'refused') await desk.learn('DeleteTags', 'untag while UPDATING');
};

export const askForConnection: Question = async (desk) => {
  await desk.asker.ask('DescribeWorkspacesConnectionStatus', 'connection while UPDATING');
};

/** Registers the removal of an application that the deployment does not concern: it is removed next anyway. */
export const askToRegister: Question = async (desk) => {
  await desk.learn('DisassociateWorkspaceApplication', 'register while UPDATING', 'application');
};

export const QUESTIONS: readonly Question[] = [askToDeploy, askToTag, askForConnection];
