import { type CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { LOOKUP_ATTRIBUTES, type Lookup } from '../lambda/contract/lookup';
import { lookupProblems } from './private/checks';
import { lookupIn } from './private/lookup';
import { validate } from './private/validation';
import { WorkspaceApplicationProvider } from './workspace-application-provider';

/**
 * An application of the catalogue: its id, which you can use wherever an id is accepted, and what the catalogue says
 * about it.
 */
export interface IWorkspaceApplication extends IConstruct {
  /** The id, such as `wsa-0def67890`. A token. */
  readonly applicationId: string;

  /** The name, as the catalogue spells it. A token. */
  readonly name: string;

  /** The owner: `AMAZON`, or the id of an account. A token. */
  readonly owner: string;

  /** The type of licence: `LICENSED` or `UNLICENSED`. A token. */
  readonly licenseType: string;

  /** The compute types on which it can be installed, such as `PERFORMANCE`. A list token. */
  readonly supportedComputeTypes: string[];

  /** The operating systems on which it can be installed, such as `WINDOWS_11`. A list token. */
  readonly supportedOperatingSystems: string[];
}

/** Options of `WorkspaceApplication.fromName`: which application of a name is meant. */
export interface WorkspaceApplicationNameOptions {
  /**
   * The owner of the application: `AMAZON`, or the 12 digits of an account id.
   *
   * @default - any owner. The deployment fails if two applications have the name
   */
  readonly owner?: string;

  /**
   * Whether an application that can only be uninstalled is accepted, for use in `absentApplicationIds`.
   *
   * @default false
   */
  readonly allowUninstallOnly?: boolean;

  /**
   * The provider whose functions look the name up. It is then allowed to call `workspaces:DescribeApplications`.
   *
   * @default - one provider per stack, `WorkspaceApplicationProvider.of(scope)`
   */
  readonly provider?: WorkspaceApplicationProvider;
}

/**
 * An application that is known by its name. If you know its id, use the id itself: it needs no look-up.
 *
 * @example
 * import { App, Stack } from 'aws-cdk-lib';
 * import { WorkspaceApplication, WorkspaceApplicationAssociation } from 'cdk-workspaces-applications';
 *
 * const stack = new Stack(new App(), 'Desktops');
 * const visio = WorkspaceApplication.fromName(stack, 'VisioName', 'Microsoft Visio LTSC Professional 2021');
 * new WorkspaceApplicationAssociation(stack, 'Visio', {
 *   workspaceId: 'ws-0abc12345',
 *   applicationId: visio.applicationId,
 * });
 */
export class WorkspaceApplication extends Construct implements IWorkspaceApplication {
  /**
   * Finds the application of this name, such as `Microsoft Visio LTSC Professional 2021`, when the stack is deployed.
   * Case and spacing do not matter.
   *
   * The deployment fails, and names the most similar applications, unless exactly one application has the name and can
   * be installed. The name is looked up when the resource is created, and again when name or options change, but not
   * at every deployment. A stack has one resource for each name and set of options.
   *
   * Throws an error if the name is empty or is an id, if `owner` is neither `AMAZON` nor 12 digits (tokens are
   * accepted), or if the provider belongs to another account or Region.
   *
   * @param name as `aws workspaces describe-applications` lists it
   */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    options: WorkspaceApplicationNameOptions = {},
  ): IWorkspaceApplication {
    const { owner, allowUninstallOnly = false, provider } = options;
    return new WorkspaceApplication(scope, id, { name, owner, allowUninstallOnly }, provider);
  }

  private readonly resource: CfnResource;

  private constructor(
    scope: Construct,
    id: string,
    // eslint-disable-next-line cdk/construct-constructor-property, cdk/props-name-convention -- private: users call fromName
    lookup: Lookup,
    provider?: WorkspaceApplicationProvider,
  ) {
    super(scope, id);
    validate(this, (read) => lookupProblems(lookup, read));
    this.resource = lookupIn(Stack.of(this), lookup, provider ?? WorkspaceApplicationProvider.of(this));
  }

  /** The id, such as `wsa-0def67890`. A token. */
  public get applicationId(): string {
    return this.resource.ref;
  }

  /** The name, as the catalogue spells it. A token. */
  public get name(): string {
    return this.attribute('name');
  }

  /** The owner: `AMAZON`, or the id of an account. A token. */
  public get owner(): string {
    return this.attribute('owner');
  }

  /** The type of licence: `LICENSED` or `UNLICENSED`. A token. */
  public get licenseType(): string {
    return this.attribute('licenseType');
  }

  /** The compute types on which it can be installed, such as `PERFORMANCE`. A list token. */
  public get supportedComputeTypes(): string[] {
    return Fn.split(',', this.attribute('supportedComputeTypes'));
  }

  /** The operating systems on which it can be installed, such as `WINDOWS_11`. A list token. */
  public get supportedOperatingSystems(): string[] {
    return Fn.split(',', this.attribute('supportedOperatingSystems'));
  }

  private attribute(name: keyof typeof LOOKUP_ATTRIBUTES): string {
    return this.resource.getAtt(LOOKUP_ATTRIBUTES[name]).toString();
  }
}
