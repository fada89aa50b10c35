import { uuid } from '../environment';
import { type HttpRequest, type HttpResponse, xmlResponse } from '../transport/http';
import { members, xml } from '../transport/xml';
import type { Action, Call } from './api-call';
import { RESOURCE_ACTIONS } from './api-resources';
import type { CloudFormation } from './engine';
import { ServiceError, unsupported, validationError } from './errors';
import type { DeployInput, OperationOptions } from './inputs';
import type { OnFailure } from './model';
import { MissingMember, Query } from './query';
import { refuseUnsupported } from './supported';
import { parseTemplate } from './template';
import {
  changeSetSummaryView,
  changeSetView,
  distinctTimes,
  eventView,
  stackView,
  summaryView,
  type Timestamp,
  templateSummaryView,
} from './views';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const EVENTS_PER_PAGE = 100;

/** Every call that the CDK CLI and the functions make, and what a person needs. Any other is refused by name. */
const ACTIONS: Readonly<Record<string, Action>> = {
  CreateChangeSet(call) {
    const { stack, changeSet } = call.engine.createChangeSet({
      ...deployInput(call),
      changeSetName: call.query.required('ChangeSetName'),
      type: changeSetType(call.query),
      description: call.query.text('Description'),
    });
    return { Id: changeSet.id, StackId: stack.id };
  },
  DescribeChangeSet({ engine, query, at }) {
    const { stack, changeSet } = engine.describeChangeSet(query.required('ChangeSetName'), query.text('StackName'));
    return changeSetView(stack, changeSet, at);
  },
  ExecuteChangeSet({ engine, query }) {
    const [name, stackName] = [query.required('ChangeSetName'), query.text('StackName')];
    engine.executeChangeSet(name, stackName, query.flag('DisableRollback'), operationOptions(query));
    return {};
  },
  DeleteChangeSet({ engine, query }) {
    engine.deleteChangeSet(query.required('ChangeSetName'), query.text('StackName'));
    return {};
  },
  ListChangeSets({ engine, query, at }) {
    const stack = engine.describeStack(query.required('StackName'));
    return {
      Summaries: members([...stack.changeSets.values()].map((changeSet) => changeSetSummaryView(stack, changeSet, at))),
    };
  },
  CreateStack: (call) => ({ StackId: call.engine.createStack(deployInput(call)).id }),
  UpdateStack: (call) => ({ StackId: call.engine.updateStack(deployInput(call)).id }),
  CancelUpdateStack({ engine, query }) {
    engine.cancelUpdateStack(query.required('StackName'), operationOptions(query));
    return {};
  },
  RollbackStack: ({ engine, query }) => ({
    StackId: engine.rollbackStack(query.required('StackName'), operationOptions(query)).id,
  }),
  ContinueUpdateRollback({ engine, query }) {
    const skip = query.list('ResourcesToSkip');
    engine.continueUpdateRollback(query.required('StackName'), skip, operationOptions(query));
    return {};
  },
  DeleteStack({ engine, query }) {
    engine.deleteStack(query.required('StackName'), query.list('RetainResources'), operationOptions(query));
    return {};
  },
  UpdateTerminationProtection: ({ engine, query }) => ({
    StackId: engine.setTerminationProtection(query.required('StackName'), query.flag('EnableTerminationProtection')).id,
  }),
  DescribeStacks({ engine, query, at }) {
    const name = query.text('StackName');
    const living = engine.allStacks().filter(({ status }) => status !== 'DELETE_COMPLETE');
    return {
      Stacks: members(
        (name === undefined ? living : [engine.describeStack(name)]).map((stack) => stackView(stack, at)),
      ),
    };
  },
  DescribeStackEvents({ engine, query, at }) {
    const name = query.required('StackName');
    const stack = engine.findStack(name);
    if (!stack) throw validationError(`Stack [${name}] does not exist`);
    // A token counts from the oldest event, so that a page stays where it is while new events arrive.
    const end = Number(query.text('NextToken') ?? stack.events.length);
    const start = Math.max(0, end - EVENTS_PER_PAGE);
    const times = distinctTimes(stack.events, at);
    const page = stack.events
      .slice(start, end)
      .map((event, index) => eventView(stack, event, times[start + index] ?? ''));
    return {
      StackEvents: members(page.reverse()),
      NextToken: start > 0 ? String(start) : undefined,
    };
  },
  ...RESOURCE_ACTIONS,
  ListStacks({ engine, query, at }) {
    const wanted = new Set<string>(query.list('StackStatusFilter'));
    const listed = engine.allStacks().filter(({ status }) => wanted.size === 0 || wanted.has(status));
    return { StackSummaries: members(listed.map((stack) => summaryView(stack, at))) };
  },
  ListExports: ({ engine }) => ({
    Exports: members(
      engine.exports().map(({ name, value, stackId }) => ({ ExportingStackId: stackId, Name: name, Value: value })),
    ),
  }),
  GetTemplate({ engine, query }) {
    const [changeSet, stackName] = [query.text('ChangeSetName'), query.text('StackName')];
    const desired =
      changeSet === undefined
        ? engine.describeStack(query.required('StackName')).current
        : engine.describeChangeSet(changeSet, stackName).changeSet.desired;
    return { TemplateBody: desired?.template.text ?? '{}', StagesAvailable: members(['Original', 'Processed']) };
  },
  GetTemplateSummary(call) {
    const name = call.query.text('StackName');
    const template = name === undefined ? undefined : call.engine.describeStack(name).current?.template;
    return templateSummaryView(template ?? parseTemplate(templateOf(call)));
  },
};

/** Handles one request of the query protocol. */
export function handleCloudFormation(
  engine: CloudFormation,
  request: HttpRequest,
  at: Timestamp,
  templateAt: Call['templateAt'],
): HttpResponse {
  const query = new Query(request.body.toString());
  const name = query.text('Action') ?? '';
  try {
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action) throw unsupported(`the CloudFormation call ${name}`);
    refuseUnsupported(name, query);
    const result = action({ engine, query, at, templateAt });
    const metadata = { RequestId: uuid(Math.random) };
    const body = xml({ [`${name}Result`]: result, ResponseMetadata: metadata });
    return xmlResponse(`<${name}Response xmlns="${NAMESPACE}">${body}</${name}Response>`);
  } catch (error) {
    return refusal(error);
  }
}

/** A refusal in the query protocol's words. Rethrows any other error: a defect here must not look like the service's answer. */
export function refusal(error: unknown): HttpResponse {
  if (error instanceof MissingMember) return refusal(new ServiceError('ValidationError', error.message));
  if (!(error instanceof ServiceError)) throw error;
  const body = xml({
    Error: { Type: 'Sender', Code: error.code, Message: error.message },
    RequestId: uuid(Math.random),
  });
  return xmlResponse(`<ErrorResponse xmlns="${NAMESPACE}">${body}</ErrorResponse>`, error.status);
}

function deployInput(call: Call): DeployInput {
  const { query } = call;
  return {
    stackName: query.required('StackName'),
    templateBody: templateOf(call),
    parameters: query.structures('Parameters').map((field) => ({
      key: field('ParameterKey') ?? '',
      value: field('ParameterValue'),
      usePreviousValue: field('UsePreviousValue') === 'true',
    })),
    tags: Object.fromEntries(query.structures('Tags').map((field) => [field('Key') ?? '', field('Value') ?? ''])),
    capabilities: query.list('Capabilities'),
    terminationProtection: query.flag('EnableTerminationProtection'),
    onFailure: onFailure(query),
    options: operationOptions(query),
  };
}

const operationOptions = (query: Query): OperationOptions => ({
  token: query.text('ClientRequestToken'),
  roleArn: query.text('RoleARN'),
  retainExceptOnCreate: query.flag('RetainExceptOnCreate'),
});

function changeSetType(query: Query): 'CREATE' | 'UPDATE' {
  const type = query.text('ChangeSetType') ?? 'UPDATE';
  if (type === 'CREATE' || type === 'UPDATE') return type;
  throw unsupported(`ChangeSetType '${type}'`);
}

/** Of a change set, DO_NOTHING is documented to mean the same as DisableRollback. */
function onFailure(query: Query): OnFailure | undefined {
  if (query.flag('DisableRollback') || query.text('OnStackFailure') === 'DO_NOTHING') return 'PRESERVE';
  const value = query.text('OnStackFailure') ?? query.text('OnFailure');
  if (value === undefined || value === 'ROLLBACK' || value === 'DELETE' || value === 'DO_NOTHING') return value;
  throw unsupported(`OnFailure '${value}'`);
}

function templateOf({ engine, query, templateAt }: Call): string {
  const body = query.text('TemplateBody');
  if (body !== undefined) return body;
  const url = query.text('TemplateURL');
  if (url !== undefined) {
    const found = templateAt(url);
    if (found === undefined)
      throw new ServiceError('ValidationError', `S3 error: The specified key does not exist: ${url}`);
    return found;
  }
  if (!query.flag('UsePreviousTemplate'))
    throw new ServiceError('ValidationError', 'Either Template URL or Template Body must be specified.');
  return engine.describeStack(query.required('StackName')).current?.template.text ?? '';
}
