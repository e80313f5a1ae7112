interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T | PromiseLike<T>) => void;
  readonly reject: (reason?: unknown) => void;
}

function withResolvers<T>(): Resolvers<T> {
  let resolvers: Omit<Resolvers<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    resolvers = { resolve, reject };
  });
  return { promise, ...(resolvers as Omit<Resolvers<T>, "promise">) };
}

// The interpreter needs Promise.withResolvers, which Node has since version 22.
const promises = Promise as unknown as { withResolvers?: typeof withResolvers };
promises.withResolvers ??= withResolvers;
