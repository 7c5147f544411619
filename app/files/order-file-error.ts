/** An order file that cannot be read. The message is one sentence for the person who named the file. */
export class OrderFileError extends Error {
  override readonly name = "OrderFileError";
}
