import { Closers } from "../../../tools/local/ending";

describe("Given resources to close", () => {
  it("When some cannot be closed, at once or later, then all the others are, last opened first, and the error tells of each", async () => {
    const closers = new Closers();
    const closed: string[] = [];
    closers.add(() => {
      closed.push("first");
    });
    closers.add(() => Promise.reject(new Error("later")));
    closers.add(() => {
      throw new Error("at once");
    });
    closers.add(() => Promise.resolve(void closed.push("last")));
    await expect(closers.close()).rejects.toMatchObject({ errors: [new Error("at once"), new Error("later")] });
    expect(closed).toEqual(["last", "first"]);
    await closers.close();
    expect(closed).toHaveLength(2);
  });
});
