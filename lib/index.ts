export { WhenUserConnected } from './when-user-connected';
export {
  type IWorkspaceApplication,
  WorkspaceApplication,
  type WorkspaceApplicationNameOptions,
} from './workspace-application';
export {
  WorkspaceApplicationAssociation,
  type WorkspaceApplicationAssociationProps,
} from './workspace-application-association';
export type { WorkspaceApplicationOptions } from './workspace-application-options';
export { WorkspaceApplicationProvider } from './workspace-application-provider';
export type { WorkspaceApplicationProviderProps } from './workspace-application-provider-props';
export { WorkspaceApplicationSet, type WorkspaceApplicationSetProps } from './workspace-application-set';
