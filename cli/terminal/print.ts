/** How a result is printed. */
export interface Print {
  readonly json: boolean;
  /** The width of the terminal, if there is one. */
  readonly width?: number;
}

export const toJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

export const isoOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();
