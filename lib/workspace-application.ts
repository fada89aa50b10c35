import { Fn } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { LOOKUP_ATTRIBUTES } from '../lambda/contract/lookup';
import { lookupIn } from './private/lookup';
import { requireApplicationId, requireName, requireOwner } from './private/refusals';
import type { WorkspaceApplicationProvider } from './workspace-application-provider';

/** An application of the catalogue: its id, to use wherever an id is taken, and what the catalogue says about it. */
export interface IWorkspaceApplication extends IConstruct {
  /** The id, such as `wsa-0def67890`. */
  readonly applicationId: string;

  /** The name, as the catalogue spells it. Throws for an application that is known by its id alone. */
  readonly name: string;

  /** `AMAZON`, or the account that owns it. Throws for an application that is known by its id alone. */
  readonly owner: string;

  /** `LICENSED` or `UNLICENSED`. Throws for an application that is known by its id alone. */
  readonly licenseType: string;

  /** Compute types, such as `PERFORMANCE`. A list token. Throws for an application that is known by its id alone. */
  readonly supportedComputeTypes: string[];

  /** Operating systems, such as `WINDOWS_11`. A list token. Throws for an application that is known by its id alone. */
  readonly supportedOperatingSystems: string[];
}

/** Which application of a name is meant. */
export interface WorkspaceApplicationNameOptions {
  /**
   * Whose application: `AMAZON`, or the 12 digits of an account id.
   *
   * @default - whoever owns it; the deployment fails if two applications have the name
   */
  readonly owner?: string;

  /**
   * Whether an application that can only be uninstalled is accepted, for use in `absentApplicationIds`.
   *
   * @default false
   */
  readonly allowUninstallOnly?: boolean;

  /**
   * The functions that look the name up. They are then allowed `workspaces:DescribeApplications`.
   *
   * @default - one provider per stack, `WorkspaceApplicationProvider.of(scope)`
   */
  readonly provider?: WorkspaceApplicationProvider;
}

/** An application, by its name or by its id. */
export class WorkspaceApplication extends Construct implements IWorkspaceApplication {
  /**
   * The application of this name, such as `Microsoft Visio LTSC Professional 2021`, found when deploying. Case and spacing do not matter.
   *
   * The deployment fails, naming the nearest, unless exactly one application has the name and can be installed. The name is looked up when
   * the resource is created and when name or options change, not at every deployment. However often a stack asks for the same, it has one
   * resource for it.
   *
   * Throws if the name is empty, or `owner` is neither `AMAZON` nor 12 digits (tokens pass).
   *
   * @param name as `aws workspaces describe-applications` lists it
   */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    options: WorkspaceApplicationNameOptions = {},
  ): IWorkspaceApplication {
    requireName(scope, name);
    requireOwner(scope, options.owner);
    const { owner, allowUninstallOnly = false, provider } = options;
    const resource = lookupIn(scope, { name, owner, allowUninstallOnly }, provider);
    return new WorkspaceApplication(scope, id, resource.ref, (attribute) =>
      resource.getAtt(LOOKUP_ATTRIBUTES[attribute]).toString(),
    );
  }

  /**
   * The application of this id, such as `wsa-0def67890`. Nothing is looked up and nothing deployed: all but the id throws.
   *
   * Throws if the id is malformed (tokens pass).
   *
   * @param applicationId as `aws workspaces describe-applications` lists it
   */
  public static fromId(scope: Construct, id: string, applicationId: string): IWorkspaceApplication {
    requireApplicationId(scope, 'applicationId', applicationId);
    return new WorkspaceApplication(scope, id, applicationId, (attribute) => {
      throw new Error(
        `${scope.node.path}/${id}: ${attribute} is not known, because the application is given by its id '${applicationId}': ` +
          'use WorkspaceApplication.fromName to have it looked up',
      );
    });
  }

  /** The id, such as `wsa-0def67890`; by name a token. */
  public readonly applicationId: string;

  private constructor(
    scope: Construct,
    id: string,
    // eslint-disable-next-line cdk/construct-constructor-property -- private: users call fromName or fromId
    applicationId: string,
    private readonly attribute: (name: keyof typeof LOOKUP_ATTRIBUTES) => string,
  ) {
    super(scope, id);
    this.applicationId = applicationId;
  }

  /** The name, as the catalogue spells it. A token; throws after `fromId`. */
  public get name(): string {
    return this.attribute('name');
  }

  /** `AMAZON`, or the account that owns it. A token; throws after `fromId`. */
  public get owner(): string {
    return this.attribute('owner');
  }

  /** `LICENSED` or `UNLICENSED`. A token; throws after `fromId`. */
  public get licenseType(): string {
    return this.attribute('licenseType');
  }

  /** Compute types, such as `PERFORMANCE`. A list token; throws after `fromId`. */
  public get supportedComputeTypes(): string[] {
    return Fn.split(',', this.attribute('supportedComputeTypes'));
  }

  /** Operating systems, such as `WINDOWS_11`. A list token; throws after `fromId`. */
  public get supportedOperatingSystems(): string[] {
    return Fn.split(',', this.attribute('supportedOperatingSystems'));
  }
}
