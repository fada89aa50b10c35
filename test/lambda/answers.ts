import { Readable } from 'node:stream';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { AssociateWorkspaceApplicationCommand, WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { type Fault, sortFault } from '../../lambda/service/faults';
import { refusal } from '../../local/cloudformation/api';
import { ServiceError } from '../../local/cloudformation/errors';
import { OFFICE, STACK_ID, WORKSPACE } from './builders';

/** What comes back from the network: an answer, or an error instead of one. */
export interface NetworkAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** A text, or a body that breaks while it is read. */
  readonly body: string | Readable;
}

/** A request handler for a real SDK client, which then takes the answer apart by itself. */
const answering = (answer: NetworkAnswer | Error) => ({
  async handle() {
    if (answer instanceof Error) throw answer;
    const { status: statusCode, headers = {}, body } = answer;
    return {
      response: { statusCode, headers, body: typeof body === 'string' ? new TextEncoder().encode(body) : body },
    };
  },
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});

/** The real client of WorkSpaces, to which every call is answered the same. */
export const workspacesAnswering = (answer: NetworkAnswer | Error): WorkSpacesClient =>
  new WorkSpacesClient({ maxAttempts: 1, requestHandler: answering(answer) });

/** The real client of CloudFormation, to which every call is answered the same. */
export const cloudFormationAnswering = (answer: NetworkAnswer | Error): CloudFormationClient =>
  new CloudFormationClient({ maxAttempts: 1, requestHandler: answering(answer) });

/** The fault that the handler makes of an answer to a call of WorkSpaces. */
export async function workspacesFault(answer: NetworkAnswer | Error): Promise<Fault> {
  const command = new AssociateWorkspaceApplicationCommand({ WorkspaceId: WORKSPACE, ApplicationId: OFFICE });
  return faultOf(workspacesAnswering(answer).send(command));
}

/** The fault that the handler makes of an answer to a call of CloudFormation. */
export async function cloudFormationFault(answer: NetworkAnswer | Error): Promise<Fault> {
  return faultOf(cloudFormationAnswering(answer).send(new DescribeStacksCommand({ StackName: STACK_ID })));
}

async function faultOf(call: Promise<unknown>): Promise<Fault> {
  let error: unknown;
  await call.catch((caught: unknown) => {
    error = caught;
  });
  if (error === undefined) throw new Error('the call succeeded');
  return sortFault(error);
}

/** An error as WorkSpaces answers it. */
export const exception = (type: string, members: Record<string, string> = {}, status = 400): NetworkAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'request-7' },
  body: JSON.stringify({ __type: type, ...members }),
});

/** A success as WorkSpaces answers it. */
export const success = (members: object): NetworkAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(members),
});

/** An error as CloudFormation answers it. */
export const xmlError = (code: string, message: string, status: number): NetworkAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'request-7' },
  body: String(refusal(new ServiceError(code, message)).body),
});

/** A body that begins and then breaks off with its connection: a stream of Node's, which is what the SDK reads. */
export const breakingOff = (beginning: string): Readable =>
  Readable.from(
    (async function* () {
      yield Buffer.from(beginning);
      throw networkError('ECONNRESET', 'aborted');
    })(),
    { objectMode: false },
  );

/** An error of Node's network layer. */
export const networkError = (code: string, message = code): Error => Object.assign(new Error(message), { code });
