import { Properties, PropertyError, show, type WireProperties } from './properties';

/** A look-up by name, and its form in a template. */

export const LOOKUP_TYPE = 'Custom::WorkspaceApplicationLookup';

/** What a look-up asks for. */
export interface Lookup {
  readonly name: string;
  /** AMAZON or the id of an account. Default: any owner. */
  readonly owner?: string;
  readonly allowUninstallOnly: boolean;
}

/** The names of the resource's attributes. Its physical id is the id of the application. Lists are joined with commas. */
export const LOOKUP_ATTRIBUTES = {
  name: 'Name',
  owner: 'Owner',
  licenseType: 'LicenseType',
  supportedComputeTypes: 'SupportedComputeTypes',
  supportedOperatingSystems: 'SupportedOperatingSystems',
} as const;

export const isOwner = (text: string): boolean => /^(AMAZON|\d{12})$/.test(text);

/** A name without differences that do not matter: case, spacing and forms of characters. */
export const normalizeName = (name: string): string =>
  name.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();

export const toLookupProperties = ({ name, owner, allowUninstallOnly }: Lookup): WireProperties => ({
  Name: name,
  ...(owner !== undefined && { Owner: owner }),
  ...(allowUninstallOnly && { AllowUninstallOnly: 'true' }),
});

/** Reads what CloudFormation delivered. Unknown properties are ignored. */
export function parseLookup(raw: unknown): Lookup {
  const properties = new Properties(raw);
  const name = properties.text('Name');
  if (normalizeName(name) === '') throw new PropertyError('Name is empty: name an application');
  const owner = properties.text('Owner');
  if (owner !== '' && !isOwner(owner)) {
    throw new PropertyError(`Owner must be 'AMAZON' or the 12 digits of an account id, got ${show(owner)}`);
  }
  return {
    name,
    ...(owner !== '' && { owner }),
    allowUninstallOnly: properties.flag('AllowUninstallOnly', false),
  };
}
