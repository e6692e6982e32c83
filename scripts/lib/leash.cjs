/** Loaded first in a child of ours (`node --require`): when whoever started it is gone, even by SIGKILL, it ends as if told to. */
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // A listener keeps the channel open, and the channel would keep a program alive that has come to its end.
  process.channel.unref();
}
