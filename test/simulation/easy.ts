import type { Stack } from '../../local/cloudformation/model';
import { isDeployment } from './changes';
import { BUNDLED, desktopOf, EDITIONS, EXISTING, pairOf } from './desks';
import { isReboot } from './outages';
import type { Plan } from './plan';
import type { Change } from './records';
import { propertiesOf } from './requests';
import type { Step } from './steps';
import { Violation } from './violation';
import type { SimulatedWorld } from './world';

/** An operation in which nothing goes wrong by itself. */
export interface Easy {
  readonly step: Step | undefined;
  readonly stack: Stack;
  readonly changes: readonly Change[];
  readonly world: SimulatedWorld;
  readonly plan: Plan;
  /** What the stack had installed before. */
  readonly before: readonly string[];
}

/**
 * Where nothing goes wrong, a desktop on which the operation has nothing to do is left alone, whatever its resources are
 * called now; on any other one deployment must do, two where something goes as well, and the reboot that was asked for takes place.
 */
export function checkEasy(easy: Easy): void {
  const { step, stack, changes, before, world } = easy;
  if (!step || step.interruption !== null || !hasTime(easy)) return;
  const declared = [...stack.resources.values()].filter(({ type }) => type.startsWith('Custom::'));
  for (const desktop of world.desktops.all) {
    const own = changes.filter(({ workspaceId }) => workspaceId === desktop);
    const deployments = own.filter(isDeployment).length;
    if (hasNothingToDo(desktop, easy) && deployments > 0)
      throw new Violation(`${deployments} deployments of ${desktop}, on which there was nothing to do`);
    // What one resource drops goes in the cleanup, after what another one brings.
    const most = before.some((pair) => desktopOf(pair) === desktop) ? 2 : 1;
    const isEdition = before.some((pair) => EDITIONS.some((id) => pair === pairOf(desktop, id)));
    const { timestamps, reassociation } = world.simulator.readings;
    // Without times nothing shows how long it has been quiet.
    const isTimeless = timestamps === 'none' || timestamps === 'no LastUpdatedTime';
    const isCounted = step.bomb === null && !isEdition && !isTimeless && !/ROLLBACK|FAILED/.test(stack.status);
    if (isCounted && deployments > most)
      throw new Violation(`${deployments} deployments of ${desktop} in one operation`);
    if (stack.status !== 'CREATE_COMPLETE' || declared.some(isAboutExisting)) continue;
    const isToReboot = declared.some(({ properties }) => {
      const { installed, rebootAfterInstallation } = propertiesOf({ ResourceProperties: properties });
      return rebootAfterInstallation && installed.some((pair) => desktopOf(pair) === desktop);
    });
    const reboots = own.filter(isReboot).length;
    // Without times nothing shows that something was installed, nor does a record from before that keeps its time.
    const mayBeTimeless = timestamps === 'no LastUpdatedTime' && reassociation === 'keeps Created';
    const expected = isToReboot && timestamps !== 'none' ? 1 : 0;
    if (reboots !== expected && !(mayBeTimeless && reboots === 0))
      throw new Violation(`${reboots} reboots of ${desktop}`);
  }
}

/** What the step declares there is what the stack had there. */
function hasNothingToDo(desktop: string, { step, before, world }: Easy): boolean {
  if (![0, 1].some((place) => world.desktops.at(place) === desktop)) return false;
  const wanted = (step?.declared ?? []).filter(({ place }) => place !== 'own' && world.desktops.at(place) === desktop);
  if (wanted.some(({ absentApplicationIds }) => absentApplicationIds.length > 0)) return false;
  const now = new Set(wanted.flatMap(({ applicationIds }) => applicationIds));
  const was = new Set(before.filter((pair) => desktopOf(pair) === desktop).map((pair) => pair.split(' ')[1] ?? ''));
  return now.size === was.size && [...now].every((id) => was.has(id));
}

const isAboutExisting = ({ properties }: { readonly properties: object }): boolean =>
  propertiesOf({ ResourceProperties: properties }).installed.some(
    (pair) => pair.endsWith(EXISTING) || pair.endsWith(BUNDLED),
  );

/** Whether the operation fits its resources' timeouts. */
function hasTime({ step, plan }: Easy): boolean {
  if (plan.throttled) return false;
  const applications = (step?.declared ?? []).flatMap(({ applicationIds, absentApplicationIds }) => [
    ...applicationIds,
    ...absentApplicationIds,
  ]);
  const minutes = 15 + 2 * applications.length * plan.installMinutes;
  return (step?.declared ?? []).every(({ timeoutSeconds }) => minutes < (timeoutSeconds ?? 3300) / 60);
}
