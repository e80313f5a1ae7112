// Loaded before a task's program: Node.js has read this variable by now, and the program sees the environment of its task alone.
delete process.env.NODE_COMPILE_CACHE;
