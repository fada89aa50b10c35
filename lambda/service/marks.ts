/** The tag of a WorkSpace that remembers its last reboot. */
export { REBOOT_TAG } from '../contract/applications';
