import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { csvRows } from "../../app/exports/csv-file.ts";
import { sharedFile } from "../setup/shared.ts";

interface Vector {
  raw: string;
  human: string;
  machine: string;
}

const file = sharedFile("contracts/csv-vectors.json");

describe.skipIf(file === null)("CSV cells", () => {
  const { cells } = JSON.parse(readFileSync(file ?? "/dev/null", "utf8") || '{"cells":[]}') as { cells: Vector[] };

  it.each(cells)("writes $raw for people and for machines", ({ raw, human, machine }) => {
    // A second column, so that an empty first cell is not an empty line.
    expect(csvRows([[raw, "x"]], "people")).toBe(`${human},x\r\n`);
    expect(csvRows([[raw, "x"]], "machines")).toBe(`${machine},x\r\n`);
  });
});

describe("numbers this program made", () => {
  it("are no formulas", () => expect(csvRows([[-5, "-5"]], "people")).toBe("-5,'-5\r\n"));
});
