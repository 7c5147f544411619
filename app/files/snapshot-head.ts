import { DataType } from "apache-arrow";
import type { Field, Schema } from "apache-arrow";

/** Raised whenever files are laid out differently. Files of another format are not read but written anew. */
export const SNAPSHOT_FORMAT = 1;

const HEAD_KEY = "comeback";

/** What a snapshot says of itself: one JSON text in the metadata of the Arrow schema. */
export interface SnapshotHead {
  readonly format: number;
  /** `shops.version` of the timelines. */
  readonly version: number;
  readonly erasureEpoch: number;
  readonly zone: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly hasMoney: boolean;
  /** Numbers of rows, for whoever opens the file. */
  readonly customers: number;
  readonly orders: number;
  readonly lines: number;
  /** All columns with their types and dictionaries. */
  readonly layout: string;
  /** Length of everything before the footer's checksum, its CRC-32, and that of the messages that say where columns are. */
  readonly bytes: number;
  readonly crc32: number;
  readonly messagesCrc32: number;
}

export function headMetadata(head: SnapshotHead): Map<string, string> {
  return new Map([[HEAD_KEY, JSON.stringify(head)]]);
}

/** The head of a schema that is known to be whole, or null when it has none. */
export function headOf({ metadata }: Schema): SnapshotHead | null {
  const text = metadata.get(HEAD_KEY);
  return text === undefined ? null : (JSON.parse(text) as SnapshotHead);
}

/** Names, types and dictionary numbers of all columns in one text. */
export function layoutOf(fields: readonly Field[]): string {
  return fields.map(({ name, type }) => `${name} ${typeLayout(type)}`).join(", ");
}

function typeLayout(type: DataType): string {
  if (DataType.isDictionary(type)) return `${type.indices.toString()} of dictionary ${type.id}`;
  if (DataType.isList(type) || DataType.isStruct(type)) return `${type.typeId}<${layoutOf(type.children as Field[])}>`;
  return type.toString();
}
