import { ServiceError } from '../cloudformation/errors';
import { matches } from '../transport/pattern';

export const TIERS = ['Standard', 'Advanced'] as const;
export type Tier = (typeof TIERS)[number];

export const PARAMETER_TYPES = ['String', 'StringList'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** One version of a parameter. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string;
  /** 1, and one more with every change. */
  readonly version: number;
  readonly tier: Tier;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
}

export interface PutParameter {
  readonly name: string;
  readonly value: string;
  /** @default that of the version before, or String */
  readonly type?: ParameterType | undefined;
  /** 'Intelligent-Tiering' chooses Advanced for a value that is too large for Standard. @default that of the version before, or Standard */
  readonly tier?: Tier | 'Intelligent-Tiering' | undefined;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  /** Whether there may be a parameter of this name. */
  readonly overwrite: boolean;
}

const BYTES: Record<Tier, number> = { Standard: 4096, Advanced: 8192 };

/** The service keeps so many versions, and drops the oldest. */
const VERSIONS = 100;

const TOO_LARGE: Record<Tier, string> = {
  Standard:
    'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
  Advanced: 'Advanced tier parameters support a maximum parameter value of 8192 characters.',
};

/** Parameter Store: parameters with all their versions. Every refusal is a ServiceError. */
export class ParameterStore {
  private readonly versions = new Map<string, readonly Parameter[]>();

  /** The newest version, or undefined if there is no such parameter. */
  find(name: string): Parameter | undefined {
    return this.versions.get(plain(name))?.at(-1);
  }

  /** @param selected a name or an ARN, which may end in `:` and a version */
  get(selected: string): Parameter {
    const [, name = selected, version] = /^(.*?)(?::(\d+))?$/.exec(plain(selected)) ?? [];
    const versions = this.versions.get(name);
    const found = version === undefined ? versions?.at(-1) : versions?.find((one) => one.version === Number(version));
    if (found) return found;
    if (!versions) throw new ServiceError('ParameterNotFound', `Parameter ${selected} not found.`);
    const message = `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`;
    throw new ServiceError('ParameterVersionNotFound', message);
  }

  /** The value, or undefined if there is no such parameter or version. @param selected as for `get` */
  valueOf(selected: string): string | undefined {
    try {
      return this.get(selected).value;
    } catch (error) {
      if (error instanceof ServiceError) return undefined;
      throw error;
    }
  }

  /** Oldest first. */
  history(name: string): readonly Parameter[] {
    return this.versions.get(this.get(name).name) ?? [];
  }

  /** The newest version of each, by name. */
  all(): Parameter[] {
    const newest = [...this.versions.values()].flatMap((versions) => versions.at(-1) ?? []);
    return newest.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  put(input: PutParameter, now: number): Parameter {
    const { name, value, description, allowedPattern } = input;
    refuseReserved(name);
    const before = this.find(name);
    if (before && !input.overwrite) {
      const message =
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.';
      throw new ServiceError('ParameterAlreadyExists', message);
    }
    refuseMismatch(value, allowedPattern);
    const made: Parameter = {
      name,
      type: input.type ?? before?.type ?? 'String',
      value,
      version: (before?.version ?? 0) + 1,
      tier: tierOf(input, before),
      lastModified: now,
      description,
      allowedPattern,
    };
    this.versions.set(name, [...(this.versions.get(name) ?? []), made].slice(-VERSIONS));
    return made;
  }

  delete(name: string): void {
    if (!this.versions.delete(plain(name))) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
  }
}

/** The name in an ARN. A name that is a path begins with a slash, which the ARN has once. */
function plain(nameOrArn: string): string {
  const inArn = /^arn:[^:]+:ssm:[^:]*:\d+:parameter\/(.+)$/.exec(nameOrArn)?.[1];
  if (inArn === undefined) return nameOrArn;
  return inArn.includes('/') ? `/${inArn}` : inArn;
}

function tierOf({ tier: wanted, value }: PutParameter, before: Parameter | undefined): Tier {
  const bytes = Buffer.byteLength(value);
  const automatic = bytes > BYTES.Standard || before?.tier === 'Advanced' ? 'Advanced' : 'Standard';
  const tier = wanted === 'Intelligent-Tiering' ? automatic : (wanted ?? before?.tier ?? 'Standard');
  if (before?.tier === 'Advanced' && tier === 'Standard') {
    const message = `This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If you need to, delete ${before.name} and create it anew.`;
    throw new ServiceError('ValidationException', message);
  }
  if (bytes > BYTES[tier]) throw new ServiceError('ValidationException', TOO_LARGE[tier]);
  return tier;
}

function refuseReserved(name: string): void {
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw new ServiceError('ValidationException', `No access to reserved parameter name: ${name}.`);
  }
  if (!/^[\w./-]{1,2048}$/.test(name)) {
    const message = `Parameter name ${name}: only letters, digits and the symbols _ . - / are allowed.`;
    throw new ServiceError('ValidationException', message);
  }
}

function refuseMismatch(value: string, pattern: string | undefined): void {
  if (value === '') {
    const message =
      "Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1";
    throw new ServiceError('ValidationException', `1 validation error detected: ${message}`);
  }
  if (pattern === undefined || matches(pattern, value)) return;
  const message = `Parameter value, cannot be validated against allowedPattern: ${pattern}`;
  throw new ServiceError('ParameterPatternMismatchException', message);
}
