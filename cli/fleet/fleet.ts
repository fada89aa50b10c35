import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import {
  FLEET_PARAMETER_PREFIX,
  type FleetDeclaration,
  FleetDeclarationError,
  type FleetPlace,
  parseFleet,
  parsePlace,
} from '../../lambda/contract/fleet';
import { attemptHash } from '../../lambda/fleet/hashes';
import { keysOf } from '../../lambda/fleet/run';
import { type Clock, systemClock } from '../../lambda/service/clock';
import { type Listed, Objects } from '../../lambda/service/objects';
import { Parameters } from '../../lambda/service/parameters';
import { Calls } from '../aws/calls';
import { Executions, type ExecutionView } from '../aws/executions';
import { EXIT, Failure } from '../exit';

/** Where a fleet is looked for. */
export interface FleetWorld {
  /** For every client. */
  readonly config: Pick<S3ClientConfig, 'credentials' | 'requestHandler' | 'maxAttempts'> & { readonly region: string };
  readonly profile?: string;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** What a person has said at run time. */
export interface Control {
  readonly paused?: boolean;
  readonly nonce?: string;
}

/** A fleet, by its name: its declaration, its objects and its executions. */
export class Fleet {
  readonly keys: ReturnType<typeof keysOf>;
  readonly clock: Clock;

  private constructor(
    readonly declaration: FleetDeclaration,
    readonly place: FleetPlace,
    private readonly objects: Objects,
    private readonly executions: Executions,
    private readonly calls: Readonly<Record<'s3' | 'states', Calls>>,
    world: FleetWorld,
  ) {
    this.keys = keysOf(declaration.name);
    this.clock = world.clock ?? systemClock;
  }

  /** @throws Failure if there is no such fleet, or if its declaration is of another version */
  static async open(name: string, world: FleetWorld): Promise<Fleet> {
    const { config, profile, clock = systemClock } = world;
    const callsOf = (service: string): Calls => new Calls({ service, profile, clock });
    const parameters = new Parameters(new SSMClient(config));
    const found = await callsOf('ssm').make('GetParameter', () =>
      parameters.findParameter(`${FLEET_PARAMETER_PREFIX}${name}`),
    );
    if (!found) {
      throw new Failure(
        `there is no fleet ${name} in this account in ${config.region}. What next: check fleetName, --region and the account`,
        EXIT.absent,
      );
    }
    const objects = new Objects(new S3Client({ ...config, forcePathStyle: true }));
    const executions = new Executions(new SFNClient(config));
    const calls = { s3: callsOf('s3'), states: callsOf('states') };
    const { declaration, place } = readDeclaration(found.value, name);
    return new Fleet(declaration, place, objects, executions, calls, world);
  }

  get name(): string {
    return this.declaration.name;
  }

  /** The URL of an object of the fleet. */
  urlOf(key: string): string {
    return `s3://${this.place.reportBucket}/${key}`;
  }

  /** Undefined if there is no such object. */
  async read(key: string): Promise<string | undefined> {
    const found = await this.calls.s3.make('GetObject', () => this.objects.findObject(this.place.reportBucket, key));
    return found?.text;
  }

  async write(key: string, text: string): Promise<void> {
    await this.calls.s3.make('PutObject', () => this.objects.putObject(this.place.reportBucket, key, text));
  }

  /** When each object was put, by its last part without `.json`. */
  async listed(prefix: string): Promise<ReadonlyMap<string, number>> {
    const found = await this.calls.s3.make('ListBucket', () =>
      this.objects.listObjects(this.place.reportBucket, prefix),
    );
    return new Map(found.map(({ key, putAt }: Listed) => [key.slice(prefix.length).replace(/\.json$/, ''), putAt]));
  }

  async control(): Promise<Control> {
    const text = await this.read(this.keys.control);
    return text === undefined ? {} : (JSON.parse(text) as Control);
  }

  /** What a desktop that has failed must differ in to be tried again. */
  attempt({ nonce = '' }: Control): string {
    return attemptHash(this.declaration, nonce);
  }

  /** The executions that run, the newest first. */
  async running(): Promise<readonly ExecutionView[]> {
    const { states } = this.calls;
    const found = await states.make('ListExecutions', () => this.executions.findRunning(this.place.stateMachineArn));
    const views: ExecutionView[] = [];
    for (const { arn } of found) views.push(await this.describe(arn));
    return views;
  }

  describe(arn: string): Promise<ExecutionView> {
    return this.calls.states.make('DescribeExecution', () => this.executions.describe(arn));
  }

  /** Starts a run by hand. Returns its ARN. */
  start(name: string, input: Readonly<Record<string, unknown>>): Promise<string> {
    const { stateMachineArn } = this.place;
    const text = JSON.stringify({ format: 1, ...input });
    return this.calls.states.make('StartExecution', () => this.executions.start(stateMachineArn, name, text));
  }
}

function readDeclaration(
  text: string,
  name: string,
): { readonly declaration: FleetDeclaration; readonly place: FleetPlace } {
  try {
    return { declaration: parseFleet(text), place: parsePlace(text) };
  } catch (error) {
    if (!(error instanceof FleetDeclarationError)) throw error;
    throw new Failure(
      `fleet ${name}: ${error.message}. What next: use the command of the version that its stack was deployed with`,
      EXIT.failed,
    );
  }
}
