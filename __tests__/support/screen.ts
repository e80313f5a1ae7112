const [columns, rows] = [80, 24];

/** A terminal of 80x24 that understands what a program needs that paints over itself. ECMA-48, "Control functions". */
export class Screen {
  private lines: string[] = [""];
  private top = 0;
  private row = 0;
  private column = 0;

  /** All that was ever shown, that which scrolled away included. */
  get text(): string {
    return this.lines.map((line) => line.trimEnd()).join("\n");
  }

  /** The lines that a person sees now. */
  get visible(): string {
    return this.lines.slice(this.top).join("\n");
  }

  write(output: string): void {
    // oxlint-disable-next-line no-control-regex -- these are what a terminal obeys
    for (const [part, parameter = "", final] of output.matchAll(/\u001b\[([\d;?]*)([A-Za-z])|[^]/gu))
      if (final !== undefined) this.control(final, Number(parameter) || 0);
      else if (part === "\n") this.move(1);
      else if (part === "\r") this.column = 0;
      else this.put(part);
  }

  private control(final: string, parameter: number): void {
    if (final === "A") this.row = Math.max(this.top, this.row - (parameter || 1));
    if (final === "B") this.move(parameter || 1);
    if (final === "G") this.column = Math.max(0, parameter - 1);
    if (final === "K") this.edit((line) => (parameter === 2 ? "" : line.slice(0, this.column)));
    if (final === "J") {
      this.edit((line) => line.slice(0, this.column));
      this.lines.splice(this.row + 1);
    }
  }

  private put(character: string): void {
    if (this.column === columns) {
      this.column = 0;
      this.move(1);
    }
    this.edit((line) => line.padEnd(this.column).slice(0, this.column) + character + line.slice(this.column + 1));
    this.column += 1;
  }

  private move(down: number): void {
    this.row += down;
    while (this.lines.length <= this.row) this.lines.push("");
    this.top = Math.max(this.top, this.row - rows + 1);
  }

  private edit(change: (line: string) => string): void {
    this.lines[this.row] = change(this.lines[this.row] ?? "");
  }
}
