import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readCsv } from "./order-csv.ts";
import { OrderFileError } from "./order-file-error.ts";

interface Outcome {
  readonly records: { fields: string[]; line: number }[];
  readonly skipped: number[];
  readonly error: string | null;
}

/** Reads the bytes in chunks that end at the given places. */
async function read(bytes: Buffer, cuts: readonly number[] = [], lenient = false): Promise<Outcome> {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  async function* chunks(): AsyncGenerator<Buffer> {
    let from = 0;
    for (const end of ends) {
      yield bytes.subarray(from, end);
      from = end;
    }
  }
  const outcome = { records: [] as Outcome["records"], skipped: [] as number[], error: null as string | null };
  const records = {
    record: (fields: readonly string[], line: number) => void outcome.records.push({ fields: [...fields], line }),
    unreadable: (line: number) => void outcome.skipped.push(line),
  };
  try {
    await readCsv(chunks(), records, lenient);
  } catch (error) {
    if (!(error instanceof OrderFileError)) throw error;
    outcome.error = error.message;
  }
  return outcome;
}

/** The records of csv-parse alone; null when it refuses the text. */
function parsed(text: string, lenient = false): string[][] | null {
  try {
    return parse(text, {
      bom: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: lenient,
      skip_records_with_error: lenient,
    });
  } catch {
    return null;
  }
}

const cuts = fc.array(fc.nat(200), { maxLength: 4 });
/** Texts of what matters to a reader of CSV, and letters of one, two, three and four bytes. */
const csvText = (...pieces: string[]) =>
  fc
    .array(fc.constantFrom("a", "é", "€", "😀", ",", ",", "\n", "\r\n", "\r", " ", ...pieces))
    .map((all) => all.join(""));

describe("readCsv", () => {
  it("reads text without quotation marks as csv-parse does, however it comes in chunks", async () => {
    await fc.assert(
      fc.asyncProperty(csvText(), cuts, fc.boolean(), async (text, at, bom) => {
        const whole = bom ? `\uFEFF${text}` : text;
        const { records, error } = await read(Buffer.from(whole), at);
        expect(error).toBeNull();
        expect(records.map(({ fields }) => fields)).toEqual(parsed(whole));
      }),
    );
  });

  it("reads text with quotation marks, right or wrong, as csv-parse does", async () => {
    await fc.assert(
      fc.asyncProperty(csvText('"', '"', ',"', '",', '""', '"\n'), cuts, fc.boolean(), async (text, at, lenient) => {
        const { records, error } = await read(Buffer.from(text), at, lenient);
        const expected = parsed(text, lenient);
        if (expected === null) expect(error).toContain("quotation mark");
        else expect([records.map(({ fields }) => fields), error]).toEqual([expected, null]);
      }),
      { numRuns: 500 },
    );
  });

  it("knows the line each record begins on", async () => {
    const field = fc
      .array(fc.constantFrom("a", ",", "\n", "\r\n", '"', "€"), { maxLength: 4 })
      .map((all) => all.join(""));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { maxLength: 12 }),
        fc.constantFrom("\n", "\r\n"),
        cuts,
        async (rows, end, at) => {
          let line = 1;
          const expected: { fields: string[]; line: number }[] = [];
          const text = rows
            .map((fields, row) => {
              // The second row has no quotation marks, so that the way of reading changes somewhere.
              const plain = row < 2 ? fields.map((each) => each.replace(/[",\r\n]/g, "")) : fields;
              expected.push({ fields: [`r${row}`, ...plain], line });
              const written = [`r${row}`, ...plain.map((each) => (row < 2 ? each : `"${each.replaceAll('"', '""')}"`))];
              const record = written.join(",") + end + (row % 3 === 0 ? end : "");
              line += record.match(/\r\n|\n/g)!.length;
              return record;
            })
            .join("");
          expect((await read(Buffer.from(text), at)).records).toEqual(expected);
        },
      ),
    );
  });

  it("names the line of a wrong quotation mark", async () => {
    expect((await read(Buffer.from('a\r\n"b\r\nc",d\r\ne"f\r\n'))).error).toContain(
      "line 4: the quotation marks do not fit",
    );
    expect((await read(Buffer.from('a\n\n"b'))).error).toContain("line 3: a quotation mark is not closed");
  });

  it("refuses what is no text, and a line that does not end", async () => {
    expect((await read(Buffer.from("a,b\n", "utf16le"))).error).toContain("not a text file in UTF-8");
    expect((await read(Buffer.alloc(5_000_000, "x"), [4_900_000])).error).toContain("does not end");
  });
});
