import { ManualClock } from '../../local/clock';
import { handleCloudFormation } from '../../local/cloudformation/api';
import { CloudFormation } from '../../local/cloudformation/engine';
import type { FunctionHost, Invocation } from '../../local/cloudformation/function-host';
import { NoServices } from '../../local/cloudformation/services';
import {
  credentialScope,
  type HttpRequest,
  type HttpResponse,
  jsonError,
  jsonResponse,
} from '../../local/transport/http';
import { type Json, type JsonObject, objectAt, textAt } from '../../local/transport/json';
import { Listener } from '../../local/transport/listener';
import { SEED_WORLD, WorkspacesSimulator, type World } from '../../local/workspaces';
import { resourcesWithTags } from './tagging';

const START = Date.UTC(2026, 0, 1);
/** What watches lives in real time, in which a minute of the deployment is a second. */
const SPEED = 60;
const FUNCTION = 'provider-framework';
export const LOG_GROUP = 'provider-log';

/** What the handler does about one request, second by second: the line that it logs, or how it answers. */
export type Script = readonly (readonly [
  seconds: number,
  what: JsonObject | 'SUCCESS' | { readonly FAILED: string },
])[];

/** The provider as lib renders it, as far as a command can see it. */
export const PROVIDER: JsonObject = {
  WorkspaceApplicationProviderLogGroupFAE2D316: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: LOG_GROUP },
  },
  WorkspaceApplicationProviderframeworkonEvent548FB78F: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: FUNCTION,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::111122223333:role/r',
      Code: { ZipFile: '' },
    },
  },
};
const TOKEN = `arn:aws:lambda:us-east-1:111122223333:function:${FUNCTION}`;

/** A resource of ours, in a stack that has the provider. */
export const applications = (
  workspaceId: string,
  applicationIds: readonly string[],
  more: JsonObject = {},
): JsonObject => ({
  Type: 'Custom::WorkspaceApplications',
  DependsOn: Object.keys(PROVIDER),
  Properties: { ServiceToken: TOKEN, WorkspaceId: workspaceId, ApplicationIds: [...applicationIds], ...more },
});

/** The stack that holds them has the provider, or is inside one that has. */
export const nested = (url: string): JsonObject => ({
  Type: 'AWS::CloudFormation::Stack',
  DependsOn: Object.keys(PROVIDER),
  Properties: { TemplateURL: url },
});

/** The token of the resource that a logical id stands for. */
export const tokenOf = (logicalId: string): string =>
  `${Buffer.from(logicalId).toString('hex').padEnd(16, '0').slice(0, 16)}.x1`;

interface LogEvent {
  readonly group: string;
  readonly time: number;
  readonly message: string;
}

/**
 * An account on loopback: CloudFormation and its log, WorkSpaces and the tagging API, with a handler that follows a script, on a clock that stands still until a test
 * moves it: what is watched is at a known point whenever the test looks.
 */
export class Deployment implements FunctionHost {
  readonly clock = new ManualClock(START);
  readonly engine: CloudFormation;
  /** What each call was signed for. */
  readonly services: string[] = [];
  /** The operations of CloudFormation and of the log that were called. */
  readonly operations: string[] = [];
  /** The templates of nested stacks, by their URLs. */
  readonly templates = new Map<string, string>();
  /** The least severe lines that are kept. */
  level: 'INFO' | 'WARN' = 'INFO';
  /** How many lines a page of the log has. */
  page = 2;
  /** How FilterLogEvents is refused. */
  refuseLogs?: string;
  private readonly real = Date.now();
  private readonly log: LogEvent[] = [];
  readonly simulator: WorkspacesSimulator;
  private readonly listener = new Listener((request) => this.answer(request), console.error);
  private port = 0;

  /** @param scriptOf the script for a request, by its type and WorkSpace */
  constructor(
    private readonly scriptOf: (type: string, workspaceId: string) => Script = () => [[1, 'SUCCESS']],
    private readonly world: World = SEED_WORLD,
  ) {
    this.simulator = new WorkspacesSimulator({ clock: this.clock, world });
    const random = Math.random;
    const services = new NoServices();
    services.createWorkspace = async () => 'ws-stack0001';
    services.templateAt = (url) => this.templates.get(url);
    this.engine = new CloudFormation({ clock: this.clock, random, functions: this, services });
  }

  async start(): Promise<void> {
    this.port = await this.listener.start(0);
  }

  stop(): Promise<void> {
    return this.listener.stop();
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${this.port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'LOCALPERSON',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** Begins to create a stack of these resources, and of the provider. */
  create(resources: JsonObject, stackName = 'Desktops'): void {
    this.createWithoutProvider({ ...PROVIDER, ...resources }, stackName);
  }

  createWithoutProvider(resources: JsonObject, stackName: string): void {
    this.engine.createStack({ stackName, templateBody: JSON.stringify({ Resources: resources }) });
  }

  update(resources: JsonObject, stackName = 'Desktops'): void {
    this.engine.updateStack({ stackName, templateBody: JSON.stringify({ Resources: { ...PROVIDER, ...resources } }) });
  }

  advance(seconds: number): Promise<void> {
    return this.clock.advance(seconds * 1000);
  }

  async deliver(_name: string, payload: Json): Promise<void> {
    const request = payload as JsonObject;
    const workspaceId = textAt(objectAt(request, 'ResourceProperties') ?? {}, 'WorkspaceId') ?? '';
    void this.play(request, workspaceId);
  }

  invoke(): Promise<Invocation> {
    throw new Error('the engine invokes asynchronously only');
  }

  private async play(request: JsonObject, workspaceId: string): Promise<void> {
    const [begun, type] = [this.clock.now(), textAt(request, 'RequestType') ?? ''];
    for (const [seconds, what] of this.scriptOf(type, workspaceId)) {
      await this.clock.sleep(begun + seconds * 1000 - this.clock.now());
      if (what === 'SUCCESS') this.respond(request, workspaceId, { Status: 'SUCCESS' });
      else if (typeof what.FAILED === 'string')
        this.respond(request, workspaceId, { Status: 'FAILED', Reason: what.FAILED });
      else this.write(request, what);
    }
  }

  private write(request: JsonObject, fields: JsonObject): void {
    const level = textAt(fields, 'level') ?? 'INFO';
    if (this.level === 'WARN' && level === 'INFO') return;
    const time = this.clock.now();
    const members = {
      timestamp: new Date(time).toISOString(),
      level,
      stack: request.StackId,
      resource: request.LogicalResourceId,
    };
    this.log.push({ group: LOG_GROUP, time, message: 'START RequestId: x' });
    this.log.push({ group: LOG_GROUP, time, message: JSON.stringify({ ...members, ...fields }) });
  }

  private respond(request: JsonObject, workspaceId: string, answer: JsonObject): void {
    const { StackId, RequestId, LogicalResourceId } = request;
    const PhysicalResourceId =
      textAt(request, 'PhysicalResourceId') ?? `${workspaceId}/${tokenOf(String(LogicalResourceId))}`;
    const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId, ...answer });
    this.engine.inbox.receive(textAt(request, 'ResponseURL') ?? '', body);
  }

  /** Answers a request of any of the services. */
  async answer(request: HttpRequest): Promise<HttpResponse> {
    const { service } = credentialScope(request);
    this.services.push(service);
    const body = request.body.toString();
    if (service === 'logs') return this.filterLogEvents(JSON.parse(body));
    if (service === 'workspaces') return this.simulator.handle({ target: request.headers['x-amz-target'] ?? '', body });
    if (service === 'tagging') {
      const ids = this.world.workspaces.map(({ workspaceId }) => workspaceId);
      return jsonResponse(resourcesWithTags(this.simulator, ids, JSON.parse(body)));
    }
    this.operations.push(new URLSearchParams(body).get('Action') ?? '');
    const at = (time: number) => new Date(this.toReal(time)).toISOString();
    return handleCloudFormation(this.engine, request, at, () => undefined);
  }

  private filterLogEvents({
    logGroupName,
    startTime,
    filterPattern,
    nextToken = '0',
  }: Record<string, string>): HttpResponse {
    this.operations.push('FilterLogEvents');
    if (this.refuseLogs) return jsonError(this.refuseLogs, 'is not authorized to perform: logs:FilterLogEvents');
    if (logGroupName !== LOG_GROUP)
      return jsonError('ResourceNotFoundException', 'The specified log group does not exist.');
    const prefix = /^\{ \$\.stack = "(.*)\*" \}$/.exec(filterPattern ?? '')?.[1];
    const found = this.log
      .map((event, index) => ({ ...event, eventId: String(index), timestamp: this.toReal(event.time) }))
      .filter(({ timestamp, message }) => timestamp >= Number(startTime) && message.includes(`"stack":"${prefix}`));
    const start = Number(nextToken);
    const next = start + this.page < found.length ? { nextToken: String(start + this.page) } : {};
    const events = found
      .slice(start, start + this.page)
      .map(({ eventId, timestamp, message }) => ({ eventId, timestamp, message }));
    return jsonResponse({ events, ...next });
  }

  private toReal = (time: number): number => Math.round(this.real + (time - START) / SPEED);
}
