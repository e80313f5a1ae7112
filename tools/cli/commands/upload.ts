import type { Command } from "commander";
import { upload } from "../aws/upload";
import { readBytes } from "../files";
import { command, type CommonOptions } from "../options";
import { deployedStack } from "../outputs";
import { present, type Terminal } from "../terminal";

/** The command `upload`. */
export const make = (terminal: Terminal): Command =>
  command("upload", ["upload README.md amazon_ecs_starter_kit/input.bin", "upload scene.tif in/scene.tif --pattern 2"])
    .argument("<file>", "file to upload; - is standard input")
    .argument("<key>", "key of the object; amazon_ecs_starter_kit/input.bin is the one that the sample spec names")
    .action(async (file: string, key: string, options: CommonOptions) => {
      const uploaded = await upload(deployedStack(options), readBytes(file), key);
      present(
        terminal,
        options,
        uploaded,
        (object) => `${object.bytes} bytes are now s3://${object.bucket}/${object.key}`,
      );
    });
