const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** Whether Lambda keeps a line of a function that has a level. A line that names no level of its own counts as INFO. */
export function isKept(line: string, level: string | undefined): boolean {
  if (level === undefined) return true;
  const [, own = 'INFO'] = /^\{.*"level":"([A-Z]+)"/.exec(line) ?? [];
  return LEVELS.indexOf(own) >= LEVELS.indexOf(level);
}
