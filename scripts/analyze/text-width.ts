/** Text of a file on a terminal: names can hold line breaks, control characters and letters that are two columns wide. */

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const ASCII = /^[\x20-\x7e]*$/;

/** On one line, and nothing in it that a terminal obeys. */
export function plain(text: string): string {
  return ASCII.test(text) ? text : text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ").trim();
}

/** Columns that the text takes. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text in at most so many columns, with an ellipsis where something is left out. */
export function clipped(text: string, columns: number): string {
  const line = plain(text);
  if (widthOf(line) <= columns) return line;
  let kept = "";
  let width = 1;
  for (const { segment } of graphemes.segment(line)) {
    width += widthOf(segment);
    if (width > columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
