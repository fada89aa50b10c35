import { isObject, type Json, textAt } from '../transport/json';
import { members, type Xml } from '../transport/xml';
import { requiredCapability } from './capabilities';
import { isLeft } from './failed-stacks';
import type { Change, ChangeSet, Desired, Stack, StackEvent, StackResource } from './model';
import type { Template } from './template';

/** Renders a moment of the engine's clock for the caller. */
export type Timestamp = (time: number) => string;

const keyed = (record: Readonly<Record<string, string>>, key: string, value: string): Xml =>
  members(Object.entries(record).map(([name, content]) => ({ [key]: name, [value]: content })));

export function stackView(stack: Stack, at: Timestamp): Xml {
  const { current } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: current?.template.description,
    Parameters: parametersView(current),
    CreationTime: at(stack.creationTime),
    DeletionTime: stack.deletionTime && at(stack.deletionTime),
    LastUpdatedTime: stack.lastUpdatedTime && at(stack.lastUpdatedTime),
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: isLeft(stack.onFailure),
    NotificationARNs: '',
    Capabilities: members([...(current?.capabilities ?? [])]),
    Outputs: members(
      stack.outputs.map(({ key, value, description, exportName }) => ({
        OutputKey: key,
        OutputValue: value,
        Description: description,
        ExportName: exportName,
      })),
    ),
    RoleARN: stack.roleArn,
    Tags: keyed(current?.tags ?? {}, 'Key', 'Value'),
    EnableTerminationProtection: stack.terminationProtection,
    ParentId: stack.parent?.id,
    RootId: stack.parent && stack.root.id,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function parametersView(desired: Desired | undefined): Xml {
  return members(
    Object.entries(desired?.given ?? {}).map(([name, given]) => {
      const resolved = String(desired?.parameters[name] ?? '');
      const isSecret = textAt(desired?.template.parameters.get(name) ?? {}, 'NoEcho') === 'true';
      if (isSecret) return { ParameterKey: name, ParameterValue: '****' };
      return { ParameterKey: name, ParameterValue: given, ResolvedValue: resolved === given ? undefined : resolved };
    }),
  );
}

export const summaryView = (stack: Stack, at: Timestamp): Xml => ({
  StackId: stack.id,
  StackName: stack.name,
  TemplateDescription: stack.current?.template.description,
  CreationTime: at(stack.creationTime),
  LastUpdatedTime: stack.lastUpdatedTime && at(stack.lastUpdatedTime),
  DeletionTime: stack.deletionTime && at(stack.deletionTime),
  StackStatus: stack.status,
  StackStatusReason: stack.reason,
  ParentId: stack.parent?.id,
  RootId: stack.parent && stack.root.id,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
});

/** When each event happened. Clients sort by time alone, so no two of a stack share a millisecond. */
export function distinctTimes(events: readonly StackEvent[], at: Timestamp): string[] {
  let last = 0;
  return events.map(({ timestamp }) => {
    last = Math.max(Date.parse(at(timestamp)), last + 1);
    return new Date(last).toISOString();
  });
}

export const eventView = (stack: Stack, event: StackEvent, time: string): Xml => ({
  StackId: stack.id,
  EventId: event.eventId,
  StackName: stack.name,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId ?? '',
  ResourceType: event.type,
  Timestamp: time,
  ResourceStatus: event.status,
  ResourceStatusReason: event.reason,
  DetailedStatus: event.detailed,
  ResourceProperties: event.properties && JSON.stringify(event.properties),
  ClientRequestToken: event.token,
});

export const resourceView = (stack: Stack, resource: StackResource, at: Timestamp): Xml => ({
  StackName: stack.name,
  StackId: stack.id,
  LogicalResourceId: resource.logicalId,
  PhysicalResourceId: resource.physicalId,
  ResourceType: resource.type,
  Timestamp: at(resource.timestamp),
  ResourceStatus: resource.status,
  ResourceStatusReason: resource.reason,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
});

export const resourceDetailView = (stack: Stack, resource: StackResource, at: Timestamp): Xml => ({
  StackName: stack.name,
  StackId: stack.id,
  ...resourceSummaryView(resource, at),
  Metadata: JSON.stringify(resource.definition.metadata),
});

export const resourceSummaryView = (resource: StackResource, at: Timestamp) => ({
  LogicalResourceId: resource.logicalId,
  PhysicalResourceId: resource.physicalId,
  ResourceType: resource.type,
  LastUpdatedTimestamp: at(resource.timestamp),
  ResourceStatus: resource.status,
  ResourceStatusReason: resource.reason,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
});

export const changeSetView = (stack: Stack, changeSet: ChangeSet, at: Timestamp): Xml => ({
  ...changeSetSummaryView(stack, changeSet, at),
  Parameters: parametersView(changeSet.desired),
  NotificationARNs: '',
  Capabilities: members([...changeSet.desired.capabilities]),
  Tags: keyed(changeSet.desired.tags, 'Key', 'Value'),
  Changes: members(changeSet.changes.map(changeView)),
});

export const changeSetSummaryView = (stack: Stack, changeSet: ChangeSet, at: Timestamp) => ({
  ChangeSetName: changeSet.name,
  ChangeSetId: changeSet.id,
  StackId: stack.id,
  StackName: stack.name,
  Description: changeSet.description,
  CreationTime: at(changeSet.creationTime),
  ExecutionStatus: changeSet.executionStatus,
  Status: changeSet.status,
  StatusReason: changeSet.reason,
});

const changeView = (change: Change): Xml => ({
  Type: 'Resource',
  ResourceChange: {
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    PolicyAction: change.policyAction,
    Scope: members(change.scope),
    Details: members(
      change.scope.map((attribute) => ({
        Target: { Attribute: attribute, RequiresRecreation: change.replacement === 'True' ? 'Always' : 'Never' },
        Evaluation: change.replacement === 'Conditional' ? 'Dynamic' : 'Static',
        ChangeSource: 'DirectModification',
      })),
    ),
  },
});

export const templateSummaryView = (template: Template): Xml => ({
  ...capabilitiesView(template),
  Parameters: members(
    [...template.parameters].map(([name, definition]) => ({
      ParameterKey: name,
      DefaultValue: textAt(definition, 'Default'),
      ParameterType: textAt(definition, 'Type'),
      NoEcho: textAt(definition, 'NoEcho') ?? 'false',
      Description: textAt(definition, 'Description'),
    })),
  ),
  Description: template.description,
  Metadata: JSON.stringify(metadataOf(template)),
  ResourceTypes: members([...new Set([...template.resources.values()].map(({ type }) => type))]),
  ResourceIdentifierSummaries: '',
});

function capabilitiesView({ resources }: Template): { readonly [element: string]: Xml } {
  const required = requiredCapability(resources.values());
  if (!required) return {};
  const reason = `The following resource(s) require capabilities: [${required.types.join(', ')}]`;
  return { Capabilities: members([required.capability]), CapabilitiesReason: reason };
}

function metadataOf(template: Template): Json {
  const root: Json = JSON.parse(template.text);
  return isObject(root) ? (root.Metadata ?? {}) : {};
}
