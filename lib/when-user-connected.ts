/** What a deployment, or a reboot after it, does if the user of the WorkSpace is connected. */
export enum WhenUserConnected {
  /** The session ends at once, and the user loses work that is not saved. This is what the service does by default. */
  DISCONNECT = 'DISCONNECT',

  /**
   * Nothing is deployed while the user is connected. If the user is still connected at the resource's `timeout` (55
   * minutes for a delete or a rollback), the deployment fails and rolls back, and the message says since when the user
   * has been connected. Applications that were only registered by then are taken back, without an outage. A fleet does
   * not fail: it leaves the desktop for later.
   *
   * If the service does not know whether the user is connected, the WorkSpace counts as in use, unless it is
   * `STOPPED`. A user who connects in the seconds between the check and the deployment still loses the session. So
   * does a user who is connected when another stack, or a person in the console, deploys applications on the
   * WorkSpace.
   */
  WAIT = 'WAIT',
}
