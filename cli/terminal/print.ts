/** How a result is printed. */
export interface Print {
  readonly json: boolean;
  /** The width of the terminal, if there is one. */
  readonly width?: number;
}

export const toJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

export const isoOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** A number of things, such as `1 desktop`, `2 desktops`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
