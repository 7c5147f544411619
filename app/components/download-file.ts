/**
 * Fetches a file and hands it to the browser as a download. A plain link would go without the session token that App Bridge
 * adds to fetches, and end at the login. Answers whether it worked.
 */
export async function downloadFile(url: string, fileName: string): Promise<boolean> {
  const response = await fetch(url).catch(() => null);
  if (response === null || !response.ok) return false;
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has read the blob's address by the next task at the latest.
  setTimeout(() => URL.revokeObjectURL(address), 0);
  return true;
}
