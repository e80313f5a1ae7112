// Stands in for Lambda's Node.js runtime once: loads the function, says when it has, and invokes it with its event.
const { BENCH_PROGRAM, BENCH_EVENT } = process.env;
const { handler } = require(BENCH_PROGRAM);
process.send(performance.timeOrigin + performance.now());
void handler(JSON.parse(BENCH_EVENT), { getRemainingTimeInMillis: () => 60_000 });
