/** All tags of this library begin with this: marks of applications, and the mark of a reboot. */
export const MARK_PREFIX = 'cdk-workspaces-applications:';

/** The tag of a WorkSpace that remembers its last reboot. */
export const REBOOT_TAG = `${MARK_PREFIX}reboot`;
