import type { Command } from "commander";
import type { UploadedObject } from "../operations/upload";
import { command, type CommonOptions } from "../options";
import { deployedStack } from "../stacks";
import { present, type Terminal } from "../terminal";

const asText = ({ bytes, bucket, key }: UploadedObject): string => `${bytes} bytes are now s3://${bucket}/${key}`;

/** The command `upload`. */
export const uploadCommand = (terminal: Terminal): Command =>
  command("upload", "Puts an input object into the deployment's bucket.", [
    "upload README.md amazon_ecs_starter_kit/input.bin",
    "upload scene.tif --pattern 2",
  ])
    .argument("<file>", "file to upload; - is standard input")
    .argument("[key]", "key of the object (default: the file's name, in the folder that the spec templates name)")
    .action(async (file: string, key: string | undefined, options: CommonOptions) => {
      const { upload } = require("../operations/upload") as typeof import("../operations/upload");
      present(terminal, options.json, await upload(deployedStack(options), file, key), asText);
    });
