// The border between the parts of this repository: which folder may import which. `npm run check` holds it.

const product = ["workflow", "handlers", "ecs-task", "modules", "stacks", "main.ts"];

/** A rule: files of `from` import nothing of `to`. Arguments are alternatives of a regular expression. */
const never = (name, comment, from, to, except) => ({
  name,
  comment,
  severity: "error",
  from: { path: `^(${from.join("|")})(/|$)` },
  to: { path: `^(${to.join("|")})(/|$)`, ...(except && { pathNot: except }) },
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circles",
      comment: "Files that import each other, types included, cannot be read one after the other: move what both need.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    never("product-without-tools", "The product knows nothing of the tools.", product, ["tools", "__tests__"]),
    never("tools-without-tests", "Tests are for tests.", ["tools"], ["__tests__"]),
    never(
      "workflow-is-the-base",
      "The vocabulary of what runs in AWS imports nothing else of this repository.",
      ["workflow"],
      product.filter((folder) => folder !== "workflow"),
    ),
    never(
      "programs-know-the-vocabulary",
      "What runs in AWS imports nothing that runs at synth; the two programs do not know each other.",
      ["handlers"],
      ["ecs-task", "modules", "stacks", "main.ts"],
    ),
    never(
      "container-knows-the-vocabulary",
      "As for the handlers.",
      ["ecs-task"],
      ["handlers", "modules", "stacks", "main.ts"],
    ),
    never(
      "bundled-by-path",
      "Constructs bundle the programs by path, and never import them.",
      ["modules"],
      ["handlers", "ecs-task", "stacks", "main.ts"],
    ),
    never("stacks-above-modules", "Stacks compose modules.", ["stacks"], ["handlers", "ecs-task", "main.ts"]),
    never(
      "cli-without-engines",
      "The operator's tools read outputs and the vocabulary: they work where nothing is synthesized.",
      ["tools/cli"],
      ["stacks", "tools/local", "tools/run-local", "tools/faults"],
    ),
    never(
      "engine-without-lab",
      "The local engines do not depend on what breaks them.",
      ["tools/local"],
      ["tools/faults", "tools/run-local", "tools/cli", "tools/plan", "tools/docs"],
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(node_modules|cdktf\\.out|\\.build|local-run|local-cloud)/" },
    parser: "swc",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs", ".json"] },
  },
};
