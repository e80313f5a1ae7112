// Loaded into a task's process before its program, which then never begins, and heeds no SIGTERM.
process.on("SIGTERM", () => undefined);
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
