import { fromEnv, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { EXIT, Failure } from '../exit';
import { Network } from './network';

type Environment = Readonly<Record<string, string | undefined>>;

export interface AccessOptions {
  readonly profile?: string;
  readonly region?: string;
}

/** What every client of AWS is made with. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: ReturnType<typeof fromNodeProviderChain>;
  readonly requestHandler: Network;
  readonly maxAttempts: number;
}

/** The identity, the Region and the network with which the command calls AWS. */
export interface Access {
  readonly region: string;
  readonly profile?: string;
  readonly config: ClientConfig;
}

/**
 * Takes profile, Region and credentials from where the AWS CLI takes them: options first, then the environment, then the
 * files of the profile. Credentials are read with the first call.
 *
 * @throws Failure if there is no Region, or no such profile
 */
export async function findAccess(options: AccessOptions, env: Environment = process.env): Promise<Access> {
  const profile = options.profile ?? (env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || undefined);
  const sections = await findProfiles();
  if (profile !== undefined && profile !== 'default' && !(profile in sections)) throw noProfile(profile, sections);
  const fromProfile = sections[profile ?? 'default']?.region;
  const region = options.region || env.AWS_REGION || env.AWS_DEFAULT_REGION || fromProfile;
  if (!region) throw noRegion(profile);
  const requestHandler = new Network(env);
  // Keys of the environment win over a profile of the environment, but not over one that was asked for.
  const hasKeys = options.profile === undefined && Boolean(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY);
  const credentials = hasKeys
    ? fromEnv()
    : fromNodeProviderChain({ profile, clientConfig: { requestHandler }, logger: SILENT });
  return {
    region,
    ...(profile !== undefined && !hasKeys && { profile }),
    config: { region, credentials, requestHandler, maxAttempts: 1 },
  };
}

/** The SDK warns of two sources of credentials; which one wins is documented. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

type Sections = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

async function findProfiles(): Promise<Sections> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return Object.fromEntries([...names].map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]));
}

function noProfile(profile: string, sections: Sections): Failure {
  const names = Object.keys(sections).sort();
  const some =
    names.length > 0 ? `there are ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}` : 'there is none';
  return new Failure(
    `there is no AWS profile '${profile}' in the configuration of the AWS CLI: ${some}. What next: check --profile and AWS_PROFILE, or run aws configure --profile ${profile}`,
    EXIT.credentials,
  );
}

const noRegion = (profile: string | undefined): Failure =>
  new Failure(
    `there is no AWS Region${profile === undefined ? '' : ` for profile '${profile}'`}. What next: pass --region, such as --region eu-west-1, or set AWS_REGION`,
    EXIT.credentials,
  );
