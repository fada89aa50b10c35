import pico from 'picocolors';

export type Colors = ReturnType<typeof pico.createColors>;

/** What is known of the place that output goes to. */
export interface Terminal {
  /** Undefined where there is no terminal: then lines are as long as they are. */
  readonly width?: number;
  readonly colors: Colors;
}

/** Colours only on a terminal, and not with NO_COLOR. */
export function terminalOf(
  stream: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  const isTerminal = Boolean(stream.isTTY);
  return {
    ...(isTerminal && { width: stream.columns || 80 }),
    colors: pico.createColors(isTerminal && !env.NO_COLOR && env.TERM !== 'dumb'),
  };
}
