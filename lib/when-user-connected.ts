/** What happens to the session of a connected user when a deployment, or a reboot after it, would end it. */
export enum WhenUserConnected {
  /** The session ends at once, and whatever was not saved is lost: what the service does by itself. */
  DISCONNECT = 'DISCONNECT',

  /**
   * Nothing is deployed while the user is connected. At the resource's `timeout` (55 minutes for a delete or rollback) the
   * deployment fails, saying since when, and rolls back; what was only registered is taken back without an outage.
   *
   * A WorkSpace of which the service cannot tell counts as in use, unless it is `STOPPED`. Somebody who connects in the
   * seconds between the look and the deployment is still thrown out, and so is whoever is connected when somebody else
   * deploys, in the console or from another stack.
   */
  WAIT = 'WAIT',
}
