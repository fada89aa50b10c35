import { join } from 'node:path';
import { FLEET_PARAMETER_PREFIX, FLEET_VARIABLES } from '../../lambda/contract/fleet';
import { HOUR } from '../../lambda/service/time';
import { Listener } from '../../local/transport/listener';
import { BUCKET, FleetWorld, MACHINE, STACK } from '../../testkit/fleet-world';
import { runScript } from '../child';
import { round } from '../measure';
import { applicationIdsOf, declarationOf, desktopsOf, type FleetScenario } from './scenario';

const ROOT = join(__dirname, '..', '..');

/** The peak of a function's memory in a fresh process with the shipped bundle. */
export interface MemoryResult {
  readonly name: 'survey' | 'step';
  readonly desktops: number;
  readonly applications: number;
  /** Whether all applications are installed, so that every page and every mark has something in it. */
  readonly installed: boolean;
  readonly peakMb: number;
  readonly outcome: string;
}

type Case = Pick<MemoryResult, 'name' | 'desktops' | 'applications' | 'installed'>;

const CASES: readonly Case[] = [
  { name: 'step', desktops: 50, applications: 3, installed: false },
  ...[50, 1000, 5000].map((desktops) => ({ name: 'survey' as const, desktops, applications: 1, installed: false })),
  ...[5000, 20_000].map((desktops) => ({ name: 'survey' as const, desktops, applications: 3, installed: true })),
];

/** Measures one case after the other, and hands over what is known after each. */
export async function measureMemory(
  print: (line: string) => void,
  keep: (known: readonly MemoryResult[]) => void,
): Promise<void> {
  const results: MemoryResult[] = [];
  for (const one of CASES) {
    const result = await measureOne(one);
    print(`${one.name} of ${one.desktops} × ${one.applications}: ${result.peakMb} MB, ${result.outcome}`);
    results.push(result);
    keep(results);
  }
}

async function measureOne(one: Case): Promise<MemoryResult> {
  const scenario: FleetScenario = {
    desktops: one.desktops,
    inFlight: 100,
    applications: one.applications === 3 ? 3 : 1,
    addsUp: false,
    nights: 1,
  };
  const world = worldOf(scenario, one.installed);
  const lost = (error: unknown): void => {
    throw error;
  };
  const listener = new Listener(async (request) => (await world.aws.handle(request)) ?? { status: 404 }, lost);
  const port = await listener.start(0);
  try {
    const event = one.name === 'survey' ? surveyEvent() : await stepEvent(world);
    const { peakMb, next, reason } = await invoke(one.name, event, `http://127.0.0.1:${port}`);
    return { ...one, peakMb: round(peakMb, 0), outcome: `${next}: ${reason}` };
  } finally {
    await listener.stop();
  }
}

function worldOf(scenario: FleetScenario, installed: boolean): FleetWorld {
  const ids = applicationIdsOf(scenario);
  const desktops = desktopsOf(scenario).map((desktop) => ({
    ...desktop,
    tags: { Team: 'Design', ...(installed && Object.fromEntries(ids.map((id) => markOn(desktop.workspaceId, id)))) },
  }));
  const world = new FleetWorld({ opening: Date.now() + HOUR, desktops, declaration: declarationOf(scenario, 0) });
  if (installed)
    for (const { workspaceId } of desktops) for (const id of ids) world.simulator.installNow(workspaceId, id);
  return world;
}

const markOn = (workspaceId: string, applicationId: string): readonly [string, string] => [
  `cdk-workspaces-applications:${applicationId}:0123456789abcdef.fleet`,
  `1 holds ${workspaceId} at=2026-01-05T20:00:00Z try=x op=mm0 root= by=fleet/Fleet0`,
];

const surveyEvent = () => ({
  execution: `${MACHINE.replace(':stateMachine:', ':execution:')}:bench`,
  startedAt: new Date().toISOString(),
  stateMachine: MACHINE,
  input: { ignoreWindow: true },
});

/** What a survey gives to the first child. */
async function stepEvent(world: FleetWorld): Promise<object> {
  const answer = Object(await world.clock.runUntil(world.invoke('survey', surveyEvent())));
  const pass = world.aws.buckets.get(BUCKET).get(answer.items.key).content.toString();
  return { desktop: JSON.parse(pass)[0], run: answer.run };
}

interface Answer {
  readonly peakMb: number;
  readonly next: string;
  readonly reason: string;
}

function invoke(name: string, event: object, url: string): Promise<Answer> {
  const env = {
    [FLEET_VARIABLES.parameter]: `${FLEET_PARAMETER_PREFIX}Fleet0`,
    [FLEET_VARIABLES.bucket]: BUCKET,
    [FLEET_VARIABLES.stack]: STACK,
  };
  const script = [join(__dirname, 'invoke.mjs'), join(ROOT, 'assets', 'fleet', 'index.js'), name];
  return runScript(script, event, { url, env, failed: `${name} failed` });
}
