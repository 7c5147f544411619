/**
 * Calls `onDeath` once when the process that started this one is gone, however it died: the channel between them closes then.
 * Nothing happens in a process that was started without such a channel.
 */
export function watchParent(onDeath: () => void): void {
  if (process.channel === undefined || process.channel === null) return;
  // A channel with a listener keeps a process alive; watching must not.
  process.once("disconnect", onDeath);
  process.channel.unref();
}
