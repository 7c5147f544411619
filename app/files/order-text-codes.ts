/** The texts of one column as codes: 0 for null, else 1, 2, 3, … by first sight. */
export interface TextCodes {
  readonly codeOf: (text: string | null) => number;
  readonly textOf: (code: number) => string | null;
  /** Number of different texts. */
  readonly size: () => number;
}

export function textCodes(): TextCodes {
  const codes = new Map<string, number>();
  const texts: (string | null)[] = [null];
  let lastText: string | null = null;
  let lastCode = 0;
  return {
    codeOf: (text) => {
      // Rows beside one another often say the same.
      if (text === lastText) return lastCode;
      if (text === null) return 0;
      let code = codes.get(text);
      if (code === undefined) {
        const copy = ownText(text);
        codes.set(copy, (code = texts.length));
        texts.push(copy);
      }
      lastText = texts[code]!;
      lastCode = code;
      return code;
    },
    textOf: (code) => texts[code] ?? null,
    size: () => texts.length - 1,
  };
}

/** The text in memory of its own. A part cut out of a larger text keeps all of that in memory. */
export function ownText(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
