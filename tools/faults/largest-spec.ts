import { recordedBytes, specBytes } from "../../workflow/parse-spec";

/** Entries of the largest spec: with fewer, keys would be longer than S3 takes. */
const places = Array.from({ length: 260 }, (_, index) => String(index).padStart(3, "0"));

const specOf = (keyBytes: number, folderBytes: number) => ({
  taskList: places.map((taskName) => ({ taskName, objectKey: "k".repeat(keyBytes) })),
  targetFolder: "f".repeat(folderBytes),
});

/** A spec with 260 entries that takes so many bytes in the row of its run. @default as many as it may */
export function largestSpec(bytes = specBytes): ReturnType<typeof specOf> {
  const keyBytes = Math.floor((bytes - recordedBytes(specOf(0, 0))) / places.length);
  return specOf(keyBytes, bytes - recordedBytes(specOf(keyBytes, 0)));
}
