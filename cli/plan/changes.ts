import { RESOURCE_TYPE } from '../../lambda/contract/applications';
import type { ServedLoad } from '../../lambda/contract/load';
import { rootOf } from '../../lambda/service/identity';
import type { Application } from '../../lambda/service/workspaces';
import type { RequestType } from '../../lambda/stack/operation';
import { type Declared, declaredIn } from '../template/declared';
import type { DeployedStack } from '../template/deployed';
import { isObject, type Json, type JsonObject, objectAt } from '../template/json';
import { resourcesOf, type StackFacts } from '../template/template';
import type { AppStack } from './assembly';
import { operationOf, parametersOf, reborn } from './facts';
import { loadIn } from './load';
import { lookUp, sameProperties } from './lookups';
import { orderOf } from './references';
import { type Note, type PlannedRequest, planned, type StackChanges } from './request';

/** What the comparison of a stack needs beside its templates. */
export interface Surroundings {
  readonly region: string;
  readonly now: number;
  readonly catalogue: () => Promise<readonly Application[]>;
  /** Reads a nested stack as it is deployed, by its id. */
  readonly readNested: (id: string) => Promise<DeployedStack | undefined>;
  /** Templates of the other stacks, one of which may have the provider. */
  readonly templates: readonly JsonObject[];
}

const NESTED = 'AWS::CloudFormation::Stack';

/** Collects what a deployment of one stack, with the stacks inside, sends to the handler. */
export class Comparison {
  private readonly forward: PlannedRequest[] = [];
  private readonly removal: PlannedRequest[] = [];
  private readonly unknown: Note[] = [];
  private readonly refused: Note[] = [];
  private readonly retained: Note[] = [];
  private root = '';

  constructor(
    private readonly app: AppStack,
    private readonly around: Surroundings,
  ) {}

  async changes(deployed: DeployedStack | undefined): Promise<StackChanges> {
    const { stackName, template } = this.app;
    this.root = rootOf(deployed?.view.rootId ?? `yet to be created ${stackName}`);
    await this.compare({ name: stackName, template, deployed, parameters: deployed?.facts.parameters ?? new Map() });
    const { forward, removal, unknown, refused, retained } = this;
    return { stackName, region: this.around.region, forward, removal, unknown, refused, retained };
  }

  private async compare(subject: Subject): Promise<void> {
    const { template, deployed } = subject;
    const facts = this.factsOf(subject);
    const { ids, refused } = await lookUp(template, facts, deployed, this.around.catalogue);
    this.refused.push(...refused);
    const physicalIds = new Map([...facts.physicalIds, ...ids]);
    for (const { logicalId } of reborn(template, facts, deployed)) physicalIds.delete(logicalId);
    const renewed: StackFacts = { ...facts, physicalIds };
    this.compareResources(subject, renewed);
    await this.compareNested(subject, renewed);
  }

  private factsOf({ name, deployed, parameters }: Subject): StackFacts {
    return {
      stackName: name,
      region: this.around.region,
      ...(deployed && { stackId: deployed.view.id }),
      ...((this.app.account ?? deployed?.facts.account) && { account: this.app.account ?? deployed?.facts.account }),
      parameters,
      physicalIds: deployed?.facts.physicalIds ?? new Map(),
    };
  }

  private compareResources(subject: Subject, facts: StackFacts): void {
    const { template, deployed } = subject;
    const declared = declaredIn(template, facts);
    const old = new Map((deployed?.declared ?? []).map((one) => [one.logicalId, one]));
    const raw = new Map(
      (deployed ? resourcesOf(deployed.template, deployed.facts, [RESOURCE_TYPE]) : []).map((one) => [
        one.logicalId,
        one.properties,
      ]),
    );
    const order = orderOf(
      template,
      declared.map(({ logicalId }) => logicalId),
    );
    const gone = [...old.values()].filter((one) => !declared.some(({ logicalId }) => logicalId === one.logicalId));
    const load = loadIn([template]) ?? loadIn(this.around.templates) ?? { resources: Math.max(1, declared.length) };
    const sender: Sender = { subject, facts, load, underWay: gone.length };
    for (const { logicalId, properties } of resourcesOf(template, facts, [RESOURCE_TYPE])) {
      const after = declared.find((one) => one.logicalId === logicalId);
      const earlier = raw.get(logicalId);
      const isSame = earlier !== undefined && sameProperties(earlier, properties);
      if (!after || isSame) continue;
      this.put(sender, after, old.get(logicalId), order.get(logicalId) ?? []);
    }
    for (const one of gone) this.remove(sender, one);
  }

  private put(sender: Sender, after: Declared, before: Declared | undefined, waitsFor: readonly string[]): void {
    const { facts } = sender;
    const { logicalId, declaration, unknown, refused } = after;
    const name = `${facts.stackName}/${logicalId}`;
    if (refused !== undefined) this.refused.push({ name, what: refused });
    if (unknown !== undefined) this.unknown.push({ name, what: unknown });
    const physicalId = facts.physicalIds.get(logicalId);
    const isUpdate = before !== undefined && physicalId !== undefined;
    if (declaration === undefined) return;
    if (isUpdate && before.declaration === undefined) {
      this.unknown.push({ name, what: `what it declares now: ${before.unknown ?? before.refused ?? ''}` });
      return;
    }
    const request = { ...this.envelope(sender, isUpdate ? 'Update' : 'Create', logicalId), declared: declaration };
    const update = isUpdate && { physicalId, before: before.declaration };
    this.send(sender, this.forward, { ...request, ...update }, waitsFor);
    const isReplaced = isUpdate && before.declaration?.workspaceId !== declaration.workspaceId;
    if (isReplaced && after.staysOnReplace) this.retained.push(retainedNote(name, before));
    else if (isReplaced) this.remove(sender, { ...before, staysOnDelete: false });
  }

  private remove(sender: Sender, { logicalId, ...before }: Declared): void {
    const name = `${sender.facts.stackName}/${logicalId}`;
    const physicalId = sender.subject.deployed?.facts.physicalIds.get(logicalId);
    if (before.staysOnDelete) this.retained.push(retainedNote(name, before));
    if (before.staysOnDelete || physicalId === undefined) return;
    if (before.declaration === undefined) {
      this.unknown.push({ name, what: `what it declares now: ${before.unknown ?? before.refused ?? ''}` });
      return;
    }
    const request = { ...this.envelope(sender, 'Delete', logicalId), physicalId, declared: before.declaration };
    this.send(sender, this.removal, request, []);
  }

  private envelope({ facts }: Sender, type: RequestType, logicalId: string) {
    const stackId = facts.stackId ?? `yet to be created ${facts.stackName}`;
    // CloudFormation sends an update only if a property differs.
    return {
      kind: 'applications',
      type,
      requestId: `${type} ${logicalId}`,
      stackId,
      logicalId,
      isUnchanged: false,
    } as const;
  }

  private send(
    { facts, load, underWay }: Sender,
    to: PlannedRequest[],
    request: PlannedRequest['request'],
    waitsFor: readonly string[],
  ): void {
    const { logicalId } = request;
    const after = waitsFor.map((id) => `${facts.stackName}/${id}`);
    const { region, now } = this.around;
    const operation = operationOf(request.type, { now, root: this.root, stackName: facts.stackName, underWay });
    const one = planned({ name: `${facts.stackName}/${logicalId}`, region, request, after, load }, operation);
    if (one) to.push(one);
  }

  private async compareNested({ template, deployed }: Subject, facts: StackFacts): Promise<void> {
    const nested = Object.entries(objectAt(template, 'Resources')).filter(([, one]) => isNested(one));
    for (const [logicalId, resource] of nested) {
      const properties = isObject(resource) ? objectAt(resource, 'Properties') : {};
      const inside = this.app.nestedTemplate(properties);
      const name = `${facts.stackName}/${logicalId}`;
      if (!inside) {
        this.unknown.push({ name, what: 'the template of this nested stack is not in the app' });
        continue;
      }
      const physicalId = deployed?.facts.physicalIds.get(logicalId);
      const within = physicalId === undefined ? undefined : await this.around.readNested(physicalId);
      const parameters = parametersOf(objectAt(properties, 'Parameters'), template, facts);
      await this.compare({ name: within?.view.name ?? name, template: inside, deployed: within, parameters });
    }
    const left = deployed ? Object.entries(objectAt(deployed.template, 'Resources')) : [];
    for (const [logicalId, one] of left) {
      const physicalId = deployed?.facts.physicalIds.get(logicalId);
      if (!isNested(one) || physicalId === undefined || nested.some(([id]) => id === logicalId)) continue;
      await this.removeNested(physicalId);
    }
  }

  /** A nested stack that goes takes along all that it has. */
  private async removeNested(physicalId: string): Promise<void> {
    const deployed = await this.around.readNested(physicalId);
    if (!deployed) return;
    await this.compare({ name: deployed.view.name, template: {}, deployed, parameters: deployed.facts.parameters });
  }
}

/** A stack to compare: what is wanted, and what is there. */
interface Subject {
  readonly name: string;
  readonly template: JsonObject;
  readonly deployed: DeployedStack | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

interface Sender {
  readonly subject: Subject;
  readonly facts: StackFacts;
  readonly load: ServedLoad;
  /** How many resources leave the stack. */
  readonly underWay: number;
}

const isNested = (resource: Json): boolean => isObject(resource) && resource.Type === NESTED;

const retainedNote = (name: string, { declaration, unknown = '' }: Omit<Declared, 'logicalId'>): Note => ({
  name,
  what: declaration
    ? `${declaration.applicationIds.join(', ') || 'nothing'} on ${declaration.workspaceId}, by its removal policy`
    : unknown,
});
