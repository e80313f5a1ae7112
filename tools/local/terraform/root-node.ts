import type { Node, Value } from "./evaluate";

/** Targets of references. Both throw an Error that names a missing one. */
export interface Declared {
  /** The value of `type.name.attribute`; the type of a data source begins with `data.` */
  attribute(type: string, name: string, attribute: string): Value;
  /** The value of `local.name`. */
  local(name: string): Value;
}

/** The names an expression can begin with: a resource type, `data`, `local`. */
export const rootNode = (stack: Declared): Node => ({
  address: "the stack",
  attribute: (root) => roots[root]?.(stack) ?? typeNode(stack, root),
});

const roots: Readonly<Record<string, (stack: Declared) => Node>> = {
  data: (stack) => ({ address: "data", attribute: (type) => typeNode(stack, `data.${type}`) }),
  local: (stack) => ({ address: "local", attribute: (name) => stack.local(name) }),
};

const typeNode = (stack: Declared, type: string): Node => ({
  address: type,
  attribute: (name) => ({
    address: `${type}.${name}`,
    attribute: (attribute) => stack.attribute(type, name, attribute),
  }),
});
