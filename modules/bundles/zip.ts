import { zipSync } from "fflate";

/** Contents by file name. */
export type Files = Readonly<Record<string, Uint8Array>>;

// Zip entries carry local time: made of local parts, it is the same in every time zone.
const entryDate = new Date(1980, 0, 1, 12);

const unix = 3;
const readableByAll = 0o100644 << 16;

/** A zip of `files` whose bytes depend on their names and contents alone. */
export const zip = (files: Files): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, content]) => [name, [content, { mtime: entryDate, os: unix, attrs: readableByAll }]]),
    ),
    { level: 9 },
  );
