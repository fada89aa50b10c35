/** A foreign text as a piece of a message: printable, on one line, and at most so many bytes long. */
export const clip = (text: string, bytes: number): string =>
  cut(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim(), bytes);

/** The beginning of a text, at most so many bytes long, with an ellipsis where something is left out. */
export function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const ellipsis = '…';
  const kept = Buffer.from(text)
    .subarray(0, bytes - Buffer.byteLength(ellipsis))
    .toString('utf8');
  return `${kept.replace(/\ufffd+$/, '')}${ellipsis}`;
}
