/** How a result is printed. */
export interface Print {
  readonly json: boolean;
  /** The width of the terminal, if there is one. */
  readonly width?: number;
}

/** Of the characters that can move a cursor, JSON itself leaves these as they are. */
const UNESCAPED = /[\u007f-\u009f]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

export const toJson = (value: unknown, indent = 2): string =>
  `${JSON.stringify(value, undefined, indent).replace(UNESCAPED, escaped)}\n`;

export const isoOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** A number of things, such as `1 desktop`, `2 desktops`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
