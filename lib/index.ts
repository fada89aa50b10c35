export { FleetTargets } from './fleet-targets';
export { FleetWave } from './fleet-wave';
export {
  DayOfWeek,
  MaintenanceWindow,
  type NightlyWindowOptions,
  type WeeklyWindowOptions,
} from './maintenance-window';
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
export { WorkspaceApplicationFleet } from './workspace-application-fleet';
export type { WorkspaceApplicationFleetProps } from './workspace-application-fleet-props';
export type { WorkspaceApplicationOptions } from './workspace-application-options';
export { WorkspaceApplicationProvider } from './workspace-application-provider';
export type { WorkspaceApplicationProviderProps } from './workspace-application-provider-props';
export { WorkspaceApplicationSet, type WorkspaceApplicationSetProps } from './workspace-application-set';
