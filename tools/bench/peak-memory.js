// Loaded into every Node.js process of a measured command: as it ends, each notes the most memory that it held.
const { appendFileSync } = require("node:fs");

process.on("exit", () => {
  const { BENCH_PEAKS_FILE } = process.env;
  if (BENCH_PEAKS_FILE === undefined) return;
  const mib = process.resourceUsage().maxRSS / 1_024;
  appendFileSync(BENCH_PEAKS_FILE, `${JSON.stringify({ script: process.argv[1] ?? "", mib })}\n`);
});
