import { crc32 } from "node:zlib";

import { DataType } from "apache-arrow";
import type { Field, Schema } from "apache-arrow";
import { Footer } from "apache-arrow/ipc/metadata/file";
import type { FileBlock } from "apache-arrow/ipc/metadata/file";
import { Message } from "apache-arrow/ipc/metadata/message";
import type { BufferRegion, FieldNode } from "apache-arrow/ipc/metadata/message";

import { insist } from "./snapshot-fault.ts";

/** Reads bytes of the file; fails when there are not as many. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

/** Bytes of the file, and how many entries they hold. */
export interface Region {
  readonly position: number;
  readonly entries: number;
  readonly bytesPerEntry: number;
  /** The dictionary that the entries are codes of. */
  readonly dictionary?: number;
}

/** The regions of one record batch: the values or, for a list, the starts of each column, by its path: `orders.returns.day`. */
export type BatchRegions = ReadonlyMap<string, Region>;

/** The end of an Arrow file, from which all else is found. */
export interface FileFooter {
  readonly schema: Schema;
  /** Length of everything before the footer and its checksum. */
  readonly bytes: number;
  /** Where dictionaries and record batches are, in the order of the file. */
  readonly blocks: readonly FileBlock[];
}

/** Where the columns of the record batches and the texts of the dictionaries are. */
export interface FileRegions {
  readonly batches: readonly BatchRegions[];
  readonly dictionaries: ReadonlyMap<number, TextRegions>;
}

/** The texts of a dictionary: their starts, and their letters. */
export interface TextRegions {
  readonly start: Region;
  readonly letters: Region;
}

const MAGIC = "ARROW1";
/** The magic at the beginning is filled up to eight bytes. Behind the blocks stand eight bytes that end the stream. */
const PREFIX_BYTES = 8;
const SUFFIX_BYTES = 4 + MAGIC.length;
const END_OF_STREAM_BYTES = 8;

/**
 * The checksum of a footer, which stands before it: Arrow finds the footer from the end of the file and lets anything be there.
 * Without it a damaged footer could not be decoded safely: a length gone wrong means billions of entries.
 */
export function footerChecksum(footer: Uint8Array): Uint8Array {
  const checksum = Buffer.alloc(8);
  checksum.writeUInt32LE(crc32(footer));
  return checksum;
}

/** Reads the footer of an Arrow file of `size` bytes that has a checksum of ours. */
export async function readFooter(size: number, readAt: ReadAt): Promise<FileFooter> {
  insist(size > PREFIX_BYTES + SUFFIX_BYTES, "too short");
  const text = async (position: number): Promise<string> =>
    Buffer.from(await readAt(position, MAGIC.length)).toString("latin1");
  insist((await text(0)) === MAGIC && (await text(size - MAGIC.length)) === MAGIC, "not an Arrow file, or cut off");
  const length = Buffer.from(await readAt(size - SUFFIX_BYTES, 4)).readInt32LE();
  const start = size - SUFFIX_BYTES - length;
  insist(length > 0 && start > PREFIX_BYTES + 8, "no footer");
  const bytes = await readAt(start, length);
  insist(Buffer.from(await readAt(start - 8, 8)).equals(footerChecksum(bytes)), "no snapshot, or a damaged footer");
  return { ...decodedFooter(bytes), bytes: start - 8 };
}

export function decodedFooter(bytes: Uint8Array): Omit<FileFooter, "bytes"> {
  const footer = Footer.decode(bytes);
  const blocks = [...footer.dictionaryBatches(), ...footer.recordBatches()].sort((a, b) => a.offset - b.offset);
  return { schema: footer.schema, blocks };
}

/** Reads where columns and dictionaries are from the messages of the blocks, whose CRC-32 in a row is `messagesCrc32`. */
export async function readRegions(
  { schema, blocks, bytes }: FileFooter,
  messagesCrc32: number,
  readAt: ReadAt,
): Promise<FileRegions> {
  const messages: Uint8Array[] = [];
  let crc = 0;
  let end = PREFIX_BYTES;
  for (const block of blocks) {
    insist(block.offset === end, "blocks out of place");
    messages.push(await readAt(block.offset, block.metaDataLength));
    crc = crc32(messages.at(-1)!, crc);
    end += block.metaDataLength + block.bodyLength;
  }
  insist(crc === messagesCrc32 && end + END_OF_STREAM_BYTES === bytes, "damaged");
  const batches: BatchRegions[] = [];
  const dictionaries = new Map<number, TextRegions>();
  blocks.forEach((block, i) => {
    // Eight bytes of length stand before the message.
    const message = Message.decode(messages[i]!.subarray(8));
    const body = bodyOf(block);
    if (message.isDictionaryBatch()) {
      const { id, nodes, buffers } = message.header();
      insist(nodes.length === 1 && buffers.length === 3 && !dictionaries.has(id), "an unknown dictionary");
      dictionaries.set(id, textRegions(nodes[0]!, buffers, body));
    } else {
      insist(message.isRecordBatch(), "an unknown message");
      const { nodes, buffers } = message.header();
      batches.push(batchRegions(schema, nodes, buffers, body));
    }
  });
  return { batches, dictionaries };
}

/** Turns a buffer of a block's body into a region of `entries`. */
type RegionOf = (
  buffer: BufferRegion | undefined,
  entries: number,
  bytesPerEntry: number,
) => Omit<Region, "dictionary">;

function bodyOf(block: FileBlock): RegionOf {
  const position = block.offset + block.metaDataLength;
  return (buffer, entries, bytesPerEntry) => {
    insist(buffer !== undefined, "a column without its values");
    insist(buffer.offset >= 0 && buffer.offset + buffer.length <= block.bodyLength, "a column beyond its block");
    // Buffers are filled up to a multiple of eight bytes.
    insist(
      entries >= 0 && buffer.length === Math.ceil((entries * bytesPerEntry) / 8) * 8,
      "a column of a wrong length",
    );
    return { position: position + buffer.offset, entries, bytesPerEntry };
  };
}

function textRegions(node: FieldNode, buffers: readonly BufferRegion[], regionOf: RegionOf): TextRegions {
  return {
    start: regionOf(buffers[1], node.length + 1, 4),
    letters: regionOf(buffers[2], buffers[2]!.length, 1),
  };
}

/** Nodes and buffers stand in the order of the schema, parents before their children. */
function batchRegions(
  schema: Schema,
  nodes: readonly FieldNode[],
  buffers: readonly BufferRegion[],
  regionOf: RegionOf,
): BatchRegions {
  const regions = new Map<string, Region>();
  let node = 0;
  let buffer = 0;
  const walk = (path: string, type: DataType): void => {
    const length = nodes[node++]?.length ?? -1;
    // Which values are null the columns themselves say.
    buffer++;
    if (DataType.isStruct(type)) {
      for (const field of type.children as Field[]) walk(`${path}.${field.name}`, field.type as DataType);
    } else if (DataType.isList(type)) {
      regions.set(path, regionOf(buffers[buffer++], length + 1, 4));
      const item = type.valueType as DataType;
      walk(DataType.isStruct(item) ? path : `${path}.item`, item);
    } else {
      const region = regionOf(buffers[buffer++], length, bytesPerValue(type));
      regions.set(path, DataType.isDictionary(type) ? { ...region, dictionary: type.id } : region);
    }
  };
  for (const field of schema.fields as Field[]) walk(field.name, field.type as DataType);
  insist(node === nodes.length && buffer === buffers.length, "columns of another layout");
  return regions;
}

function bytesPerValue(type: DataType): number {
  if (DataType.isDictionary(type)) return bytesPerValue(type.indices as DataType);
  if (DataType.isInt(type)) return type.bitWidth / 8;
  if (DataType.isFloat(type)) return 8;
  insist(DataType.isDate(type), "a column of an unknown type");
  return 4;
}
