import type { Figure } from "./figure";
import type { Results } from "./results";
import { ratioOf, valueText } from "./table";

/** What measurements are to show. */
export interface Goal {
  readonly bench: string;
  readonly goal: string;
  /** The figures that it is about. */
  readonly figures: RegExp;
  /** How far from the goal a figure is: the largest one decides. */
  readonly badness: (figure: Figure) => number;
  /** So bad it may be. */
  readonly most: number;
}

const value = (figure: Figure): number => figure.value;
const ratio = (figure: Figure): number =>
  ratioOf(figure) ?? (figure.value === figure.comparedWith?.value ? 1 : Infinity);

/** The smallest wait between two polls: an end cannot be noticed sooner. */
const smallestWaitSeconds = 5;

/** What this kit aims at. A goal whose figures were not measured is left out. */
export const goals: readonly Goal[] = [
  {
    bench: "launch",
    goal: "1,000 tasks and more launch at 95 % or more of the rate that the quotas allow",
    figures: /^launch 10?000 tasks(, listed in S3|, 2 % .*)?: of the rate/,
    badness: (figure) => -figure.value,
    most: -95,
  },
  { bench: "launch", goal: "no task is lost", figures: /: tasks lost$/, badness: value, most: 0 },
  { bench: "launch", goal: "no task is started twice", figures: /: tasks doubled$/, badness: value, most: 0 },
  {
    bench: "monitor",
    goal: "a poll reads the rows of the tasks that are not final, and no others",
    figures: /^poll of \d+ tasks, (\d+) open: rows read$/,
    badness: (figure) => figure.value - Number(/, (\d+) open/.exec(figure.what)?.[1]),
    most: 0,
  },
  {
    bench: "monitor",
    goal: "a poll calls DescribeTasks once for 100 tasks that are not final",
    figures: /: calls of DescribeTasks$/,
    badness: ratio,
    most: 1,
  },
  {
    bench: "monitor",
    goal: "the end of a run is noticed within a tenth of its time, or the smallest wait of 5 s",
    figures: /: its end is noticed after at most$/,
    badness: (figure) => (figure.value <= smallestWaitSeconds ? 0 : ratio(figure)),
    most: 0.1,
  },
  {
    bench: "state",
    goal: "in pattern 1, less than 1,000 bytes travel for a list in S3, however long it is",
    figures: /^pattern 1, .* list in S3: the largest payload/,
    badness: value,
    most: 999,
  },
  {
    bench: "whole-run",
    goal: "the time of a run here grows no faster than its list",
    figures: /, \d{3,} tasks: the execution over that of/,
    badness: ratio,
    most: 1,
  },
  {
    bench: "whole-run",
    goal: "starting processes does not limit a run here: 1,000 tasks take less than their own time in new ones",
    figures: /--runner warm, pattern \d, 1000 tasks: the execution$/,
    badness: ratio,
    most: 1,
  },
];

/** How a goal stands. */
export interface Standing {
  readonly goal: string;
  readonly command: string;
  /** The figure that is farthest from it. */
  readonly worst: Figure;
  readonly met: boolean;
}

/** How the goals stand by the results that are kept. */
export const standings = (results: Results): Standing[] =>
  goals.flatMap(({ bench, goal, figures, badness, most }) => {
    const [worst] = (results[bench]?.figures ?? [])
      .filter(({ what }) => figures.test(what))
      .toSorted((a, b) => badness(b) - badness(a));
    return worst ? [{ goal, command: `npm run bench ${bench}`, worst, met: badness(worst) <= most }] : [];
  });

/** How a goal stands, as the cells of a row. */
export const standingCells = ({ goal, command, worst, met }: Standing): string[] => [
  goal,
  met ? "met" : "not met",
  `${worst.what}: ${valueText(worst)}`,
  `\`${command}\``,
];
