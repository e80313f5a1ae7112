// Loaded into a task's process before its program, which then never begins: as when memory runs out.
process.kill(process.pid, "SIGKILL");
