const inPackage = /^(.*node_modules\/)((?:@[^/]+\/)?[^/]+)\//;

/** The npm package that a file belongs to, or undefined when it lies in none. */
export const packageOf = (file: string): string | undefined => inPackage.exec(file)?.[2];

/** The folder of that package. */
export const packageFolderOf = (file: string): string | undefined => inPackage.exec(file)?.[0];
