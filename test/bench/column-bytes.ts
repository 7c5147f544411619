import type { Timelines } from "../../app/analytics/timelines.ts";

/** Bytes of every column of the timelines, over its counted orders (guests' too). Dictionaries' texts are not counted. */
export function bytesPerOrder(timelines: Timelines): number {
  return columnBytes(timelines) / (timelines.day.length + timelines.guests.day.length);
}

function columnBytes(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + columnBytes(part), 0);
}
