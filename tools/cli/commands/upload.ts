import type { Command } from "commander";
import { basename } from "node:path";
import { upload } from "../aws/s3";
import { CommandError } from "../errors";
import { command, type CommonOptions } from "../options";
import { deployedStack } from "../outputs";
import { present, type Terminal } from "../terminal";

/** The folder in the bucket that the spec templates name. */
const folder = "amazon_ecs_starter_kit";

function keyFor(file: string): string {
  if (file !== "-") return `${folder}/${basename(file)}`;
  throw new CommandError("Standard input has no name: say under which key the object is to be, as in: upload - KEY");
}

/** The command `upload`. */
export const make = (terminal: Terminal): Command =>
  command("upload", ["upload README.md amazon_ecs_starter_kit/input.bin", "upload scene.tif --pattern 2"])
    .argument("<file>", "file to upload; - is standard input")
    .argument("[key]", "key of the object (default: the file's name, in the folder that the spec templates name)")
    .action(async (file: string, key: string | undefined, options: CommonOptions) => {
      const uploaded = await upload(deployedStack(options), file, key ?? keyFor(file));
      present(
        terminal,
        options,
        uploaded,
        (object) => `${object.bytes} bytes are now s3://${object.bucket}/${object.key}`,
      );
    });
