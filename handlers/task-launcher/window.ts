/**
 * Number of entries that are asked for at once. What one learns all know: the first that finds no room closes the window, and no
 * further one is begun. It grows by one each time that as many as it holds have found room.
 */
export class Window {
  isClosed = false;
  private foundRoom = 0;

  /** @param size so many at once, to begin with */
  constructor(
    private size: number,
    private readonly most: number,
  ) {}

  /** Notes that there was room. */
  grow(): void {
    this.foundRoom += 1;
    if (this.foundRoom < this.size) return;
    this.foundRoom = 0;
    this.size = Math.min(this.most, this.size + 1);
  }

  /** Notes that there was no room. */
  close(): void {
    this.isClosed = true;
  }

  /**
   * Does `work` for one item after the other, so many at once as the window holds, until it is closed.
   *
   * @param work never rejects
   */
  async through<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for (const item of items) {
      const one = work(item).finally(() => underWay.delete(one));
      underWay.add(one);
      while (underWay.size >= this.size && !this.isClosed) await Promise.race(underWay);
      if (this.isClosed) break;
    }
    await Promise.all(underWay);
  }
}
