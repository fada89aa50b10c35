import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { FLEET_PARAMETER_PREFIX, type FleetDeclaration, parseFleet, parsePlace } from '../../lambda/contract/fleet';
import { BUCKET, FleetWorld, MACHINE } from '../../testkit/fleet-world';
import { furnish, listOf, type NightName } from './fleet-nights';
import type { Site } from './fleet-outcome';
import type { Ministack } from './ministack';

interface Sites {
  readonly embedded: Site;
  readonly ministack: Site;
}

/** The same fleet on both engines: as it was deployed to ministack. */
export async function sitesOf(place: Ministack, name: NightName): Promise<Sites> {
  const client = clientOf(place);
  const Name = `${FLEET_PARAMETER_PREFIX}${name}`;
  const { Parameter } = await new SSMClient(client).send(new GetParameterCommand({ Name }));
  const text = Parameter?.Value ?? '';
  const declaration = parseFleet(text);
  const ministack = { simulator: place.simulator, client, ...parsePlace(text), pass: () => sleep(250) };
  const sites = { ministack, embedded: embedded(declaration) };
  for (const site of Object.values(sites)) await prepare(site, declaration, name);
  return sites;
}

function embedded(declaration: FleetDeclaration): Site {
  const world = new FleetWorld({
    opening: Date.UTC(2026, 0, 5, 21),
    desktops: [],
    declaration,
    // Ministack lets children finish when too many have failed: AWS may do either.
    readings: { runningChildren: 'finish' },
  });
  const { csv } = declaration.targets;
  if (csv) world.aws.buckets.create(csv.bucket);
  const client = world.aws.clientConfig();
  const pass = () => world.wait(60_000);
  return { simulator: world.simulator, client, stateMachineArn: MACHINE, reportBucket: BUCKET, pass };
}

async function prepare({ simulator, client }: Site, { targets }: FleetDeclaration, name: NightName): Promise<void> {
  furnish(simulator, name);
  const Body = listOf(name);
  if (!targets.csv || Body === undefined) return;
  const { bucket: Bucket, key: Key } = targets.csv;
  await new S3Client({ ...client, forcePathStyle: true }).send(new PutObjectCommand({ Bucket, Key, Body }));
}

function clientOf({ environment }: Ministack): Site['client'] {
  const { AWS_ENDPOINT_URL = '', AWS_REGION = '', AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID ?? '', secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '' };
  return { endpoint: AWS_ENDPOINT_URL, region: AWS_REGION, credentials };
}
