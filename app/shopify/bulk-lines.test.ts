import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BulkFileGone, LineSplitter, readBulkLines } from "./bulk-lines.server.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 }).filter((line) => !/[\r\n]/.test(line));

async function all(parts: AsyncIterable<{ lines: (string | null)[]; endByte: number }>) {
  const lines: (string | null)[] = [];
  let endByte = 0;
  for await (const part of parts) {
    lines.push(...part.lines);
    endByte = part.endByte;
  }
  return { lines, endByte };
}

/** A file server that breaks each connection after `breakAfter` bytes, with or without ranges. */
function brokenServer(file: Buffer, breakAfter: number, ranges: boolean): typeof fetch {
  return (_url, init) => {
    const range = /^bytes=(\d+)-$/.exec(new Headers(init?.headers).get("range") ?? "");
    const from = ranges && range ? Number(range[1]) : 0;
    let at = from;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const limit = ranges ? from + breakAfter : file.length;
        if (at >= file.length) return controller.close();
        if (at >= limit) return controller.error(new Error("connection reset"));
        const chunk = file.subarray(at, Math.min(at + 7, limit, file.length));
        at += chunk.length;
        controller.enqueue(chunk);
      },
    });
    return Promise.resolve(new Response(body, { status: ranges && range ? 206 : 200 }));
  };
}

describe("LineSplitter", () => {
  it("gives the same lines however the bytes are cut, and counts every byte", () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 20 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (lines, size, ended) => {
          const file = Buffer.from(lines.join("\n") + (ended && lines.length > 0 ? "\n" : ""));
          const splitter = new LineSplitter(0);
          const seen: (string | null)[] = [];
          let endByte = 0;
          const take = (part: { lines: (string | null)[]; endByte: number } | null) => {
            seen.push(...(part?.lines ?? []));
            endByte = part?.endByte ?? endByte;
          };
          for (let at = 0; at < file.length; at += size) take(splitter.push(file.subarray(at, at + size)));
          take(splitter.end());
          expect(seen).toEqual(lines.filter((line) => line !== ""));
          expect(endByte).toBe(file.length);
        },
      ),
    );
  });

  it("passes over a line that is longer than any record without holding it", () => {
    const splitter = new LineSplitter(0);
    const chunk = Buffer.alloc(1024 * 1024, "x");
    for (let i = 0; i < 9; i++) expect(splitter.push(chunk)).toBeNull();
    const part = splitter.push(Buffer.from("y\nnext\n"));
    expect(part).toEqual({ lines: [null, "next"], endByte: 9 * chunk.length + 7 });
  });
});

describe("readBulkLines", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `{"id":"gid://shopify/Order/${i}"}`);
  const file = Buffer.from(`${lines.join("\n")}\n`);

  it("goes on at the last whole line after broken connections", async () => {
    const read = await all(readBulkLines("http://files/x", 0, undefined, brokenServer(file, 1200, true)));
    expect(read).toEqual({ lines, endByte: file.length });
  });

  it("starts at a byte, also where the server knows no ranges", async () => {
    const start = Buffer.byteLength(`${lines.slice(0, 5).join("\n")}\n`);
    for (const ranges of [true, false]) {
      const read = await all(readBulkLines("http://files/x", start, undefined, brokenServer(file, 1e9, ranges)));
      expect(read).toEqual({ lines: lines.slice(5), endByte: file.length });
    }
  });

  it("says when the address has run out, and ends quietly at the end of the file", async () => {
    const answer = (status: number) => () => Promise.resolve(new Response(null, { status }));
    await expect(all(readBulkLines("http://files/x", 0, undefined, answer(403)))).rejects.toThrow(BulkFileGone);
    await expect(all(readBulkLines("http://files/x", 10, undefined, answer(416)))).resolves.toEqual({
      lines: [],
      endByte: 0,
    });
  });
});
