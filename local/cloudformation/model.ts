import type { Json, JsonObject } from '../transport/json';
import type { Graph } from './dependencies';
import type { ResourceStatus, StackStatus } from './statuses';
import type { ResourceDefinition, Template } from './template';

export interface StackEvent {
  readonly eventId: string;
  readonly logicalId: string;
  readonly physicalId: string | undefined;
  readonly type: string;
  readonly timestamp: number;
  readonly status: StackStatus | ResourceStatus;
  readonly reason: string | undefined;
  readonly properties: JsonObject | undefined;
  readonly token: string | undefined;
  /** What CloudFormation adds to a status in which an operation goes on. */
  readonly detailed?: 'CONFIGURATION_COMPLETE' | 'VALIDATION_FAILED';
}

/** One resource as the stack knows it. Replaced as a whole whenever something about it changes. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** From the template that the resource was last deployed with: it says what deleting means. */
  readonly definition: ResourceDefinition;
  readonly physicalId: string | undefined;
  /** The resolved properties that its provider saw last. */
  readonly properties: JsonObject;
  readonly attributes: JsonObject;
  readonly status: ResourceStatus;
  readonly reason: string | undefined;
  readonly timestamp: number;
  /** Whether a provider may have done something for it that a delete has to undo. */
  readonly reached: boolean;
}

/** A template with everything that it needs to be deployed. */
export interface Desired {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, Json>>;
  /** The parameters as they were given: what DescribeStacks shows. */
  readonly given: Readonly<Record<string, string>>;
  readonly conditions: ReadonlyMap<string, boolean>;
  /** The resources whose condition holds. */
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly graph: Graph;
  readonly tags: Readonly<Record<string, string>>;
  /** What was acknowledged. */
  readonly capabilities: readonly string[];
}

export interface Output {
  readonly key: string;
  readonly value: string;
  readonly description: string | undefined;
  readonly exportName: string | undefined;
}

/**
 * What happens to what was done when something fails. PRESERVE, which DisableRollback asks for, leaves what was done until
 * the next update or rollback. DO_NOTHING leaves it too, and after it the stack cannot be updated.
 */
export type OnFailure = 'ROLLBACK' | 'DELETE' | 'DO_NOTHING' | 'PRESERVE';

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly creationTime: number;
  readonly type: 'CREATE' | 'UPDATE';
  readonly desired: Desired;
  readonly changes: readonly Change[];
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  readonly reason: string | undefined;
  readonly executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE';
  readonly onFailure: OnFailure | undefined;
  readonly description: string | undefined;
}

export interface Change {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly physicalId: string | undefined;
  readonly type: string;
  readonly replacement: 'True' | 'False' | 'Conditional' | undefined;
  /** What happens to the physical resource that is dropped. */
  readonly policyAction?: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain';
  readonly scope: readonly ('Properties' | 'Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy')[];
}

/** What an operation has done so far, so that it can be undone. Survives a failed operation until the stack is complete again. */
export interface Journal {
  /** What was deployed before the operation. */
  readonly previous: Desired | undefined;
  /** Resources that the operation changed, as they were before. */
  readonly before: Map<string, StackResource>;
  /** Resources that the operation made new under their logical id. */
  readonly created: Set<string>;
  /** Creates of earlier operations that failed and were left: the next operation that ends deletes what they made. */
  readonly failed: StackResource[];
  /** Resources that CloudFormation itself replaced: a new physical resource exists together with the old one. */
  readonly replaced: Set<string>;
  rollingBack: boolean;
  /** Physical resources that the stack no longer needs: the cleanup deletes them. */
  obsolete: Obsolete[];
}

export interface Obsolete {
  readonly resource: StackResource;
  readonly retain: boolean;
}

export class Stack {
  status: StackStatus = 'REVIEW_IN_PROGRESS';
  reason: string | undefined = undefined;
  lastUpdatedTime: number | undefined = undefined;
  deletionTime: number | undefined = undefined;
  roleArn: string | undefined = undefined;
  /** Of the operation that is under way, or was last. */
  onFailure: OnFailure = 'ROLLBACK';
  /** Whether undoing what is new deletes also what has the policy Retain. */
  retainExceptOnCreate = false;
  /** The ClientRequestToken of the operation that is under way, or was last. */
  token: string | undefined = undefined;
  terminationProtection = false;
  /** Whether it is up to date with any template, and cannot be deleted. */
  isBuiltIn = false;
  /** What was deployed last, or is being deployed. Undefined until the first change set is executed. */
  current: Desired | undefined = undefined;
  journal: Journal | undefined = undefined;
  outputs: readonly Output[] = [];
  readonly imports = new Set<string>();
  readonly resources = new Map<string, StackResource>();
  /** What an update no longer declares, by logical id, while the cleanup deletes it. */
  readonly leaving = new Map<string, StackResource>();
  readonly changeSets = new Map<string, ChangeSet>();
  /** Oldest first. */
  readonly events: StackEvent[] = [];

  constructor(
    readonly id: string,
    readonly name: string,
    readonly creationTime: number,
    /** The stack that this one is a resource of. */
    readonly parent?: Stack,
  ) {}

  get root(): Stack {
    return this.parent?.root ?? this;
  }
}
