import { FLEET_PARAMETER_PREFIX, parseFleet } from '../contract/fleet';
import type { Holder } from '../reconcile/goal';
import type { Holders } from '../reconcile/outcome';
import { type Caller, type Result, read } from '../service/calls';
import type { Mark } from '../service/marks';
import type { Parameters } from '../service/parameters';

const FLEET = 'fleet/';

/**
 * A fleet's mark counts as long as its parameter exists and lists the application; that of a former fleet of our own name does
 * not, since there is one fleet of a name. Any other holder's counts always: what it holds is left alone.
 */
export const holdersOf = (own: Holder, parameters: Parameters, caller: Caller): Holders => ({
  async isLiving({ holder, token, applicationId }: Mark): Promise<Result<boolean>> {
    if (holder === own.name) return { ok: true, value: token === own.token };
    if (!holder.startsWith(FLEET)) return { ok: true, value: true };
    const name = `${FLEET_PARAMETER_PREFIX}${holder.slice(FLEET.length)}`;
    return read(caller, 'GetParameter', async () => {
      const found = await parameters.find(name);
      return found !== undefined && lists(found.value, applicationId);
    });
  },
});

/** A declaration of another version counts. */
function lists(value: string, applicationId: string): boolean {
  try {
    return parseFleet(value).applicationIds.includes(applicationId);
  } catch {
    return true;
  }
}
