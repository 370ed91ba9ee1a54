/**
 * What `work` gives, if it does so within `timeoutMs`; the work itself goes on. Node only.
 * @throws what the work throws, or an Error when it is late.
 */
export async function answerWithin<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // After a busy spell timers run before sockets are read: an answer that lies there is not late.
      setImmediate(() => reject(new Error(`no answer within ${timeoutMs} ms`)));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
