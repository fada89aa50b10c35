import type { ExecutionView } from '../aws/executions';
import type { Fleet } from './fleet';
import { type Picture, pictureOf } from './picture';
import { lineOfWave, printPicture } from './print';

/** Where the subcommand prints. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Of the terminal, if there is one. */
  readonly width?: number;
  /** Shows a text in place of the one before, on a terminal. */
  readonly redraw?: (text: string) => void;
}

/** Shows how a run comes along, until it has ended. Returns how it did. */
export async function follow(
  fleet: Fleet,
  arn: string,
  intervalSeconds: number,
  streams: Streams,
): Promise<ExecutionView> {
  const said = new Map<number, string>();
  for (;;) {
    const execution = await fleet.describe(arn);
    if (execution.status !== 'RUNNING') {
      streams.redraw?.('');
      return execution;
    }
    show(fleet, await pictureOf(fleet, execution), said, streams);
    await fleet.clock.sleep(intervalSeconds * 1000);
  }
}

function show(fleet: Fleet, picture: Picture, said: Map<number, string>, streams: Streams): void {
  if (streams.redraw) {
    const { width } = streams;
    const text = printPicture(picture, fleet.urlOf(fleet.keys.latest), { json: false, ...(width && { width }) });
    streams.redraw(`${text}Ctrl-C leaves; the run goes on.`);
    return;
  }
  for (const wave of picture.waves) {
    const line = lineOfWave(wave);
    if (said.get(wave.wave) !== line) streams.err(`${line}\n`);
    said.set(wave.wave, line);
  }
}
