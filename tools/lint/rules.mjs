/** The house's own lint rules: a plugin of oxlint, in ESLint's format. */
export default {
  meta: { name: "house" },
  rules: {
    /** Reports docstrings that begin with a question word: a noun phrase or a verb in the third person says what a thing is. */
    "docstring-head": {
      create: (context) => ({
        Program() {
          for (const comment of context.sourceCode.getAllComments())
            if (
              comment.type === "Block" &&
              /^\*[\s*]*(What|Whether|How|Where|Who|Whose|Which|Why|So many)\b/.test(comment.value)
            )
              context.report({
                loc: comment.loc,
                message: "Begin a docstring with a noun phrase, or a verb in the third person.",
              });
        },
      }),
    },
    /** Reports settings that are spread into a construct. */
    "named-settings": {
      create: (context) => ({
        SpreadElement(node) {
          const { name = node.argument.property?.name } = node.argument;
          if (name === "settings")
            context.report({
              node,
              message: "Name each setting that a construct gets: where it goes is then found by search.",
            });
        },
      }),
    },
  },
};
