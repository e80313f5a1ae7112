import type { Figure } from "./figure";
import { ratioOf, valueText } from "./table";

/** An aim of this kit, held against measured figures. */
interface Goal {
  readonly goal: string;
  /** Matches the figures that it is about. */
  readonly figures: RegExp;
  /** Distance of a figure from the goal: the largest one decides. */
  readonly badness: (figure: Figure) => number;
  /** The largest `badness` that meets the goal. */
  readonly most: number;
}

const value = (figure: Figure): number => figure.value;
const ratio = (figure: Figure): number =>
  ratioOf(figure) ?? (figure.value === figure.comparedWith?.value ? 1 : Infinity);

/** The smallest wait between two polls: an end cannot be noticed sooner. */
const smallestWaitSeconds = 5;

/** The aims of this kit. */
const goals: readonly Goal[] = [
  {
    goal: "1,000 tasks and more launch at 95 % or more of the rate that the quotas allow",
    figures: /^launch 10?000 tasks(, listed in S3|, 2 % .*)?: of the rate/,
    badness: (figure) => -figure.value,
    most: -95,
  },
  {
    goal: "a list that is longer than the quota takes at most 1.1 of the time that its tasks take at the least",
    figures: /at once \(simulated time\): time$/,
    badness: ratio,
    most: 1.1,
  },
  {
    goal: "a list that is longer than the quota takes at most 2 calls of RunTask a task",
    figures: /at once \(simulated time\): calls of RunTask a task$/,
    badness: value,
    most: 2,
  },
  { goal: "no task is lost", figures: /: tasks lost$/, badness: value, most: 0 },
  { goal: "no task is started twice", figures: /: tasks doubled$/, badness: value, most: 0 },
  {
    goal: "a poll reads the rows of the tasks that are not final, and no others",
    figures: /^poll of \d+ tasks, (\d+) open: rows read$/,
    badness: (figure) => figure.value - Number(/, (\d+) open/.exec(figure.what)?.[1]),
    most: 0,
  },
  {
    goal: "a poll calls DescribeTasks once for 100 tasks that are not final",
    figures: /: calls of DescribeTasks$/,
    badness: ratio,
    most: 1,
  },
  {
    goal: "the end of a run is noticed within a tenth of its time, or the smallest wait of 5 s",
    figures: /: its end is noticed after at most$/,
    badness: (figure) => (figure.value <= smallestWaitSeconds ? 0 : ratio(figure)),
    most: 0.1,
  },
  {
    goal: "the time of a run here grows no faster than its list",
    figures: /, \d{3,} tasks: the execution over that of/,
    badness: ratio,
    most: 1,
  },
];

/** A goal beside the figure that is farthest from it. */
interface Standing {
  readonly goal: string;
  readonly worst: Figure;
  readonly met: boolean;
}

/** The goals that the figures are about, each with the one that is farthest from it. */
export const standings = (figures: readonly Figure[]): Standing[] =>
  goals.flatMap(({ goal, figures: about, badness, most }) => {
    const [worst] = figures.filter(({ what }) => about.test(what)).toSorted((a, b) => badness(b) - badness(a));
    return worst ? [{ goal, worst, met: badness(worst) <= most }] : [];
  });

/** A standing as a line of text. */
export const standingText = ({ goal, worst, met }: Standing): string =>
  `${met ? "met" : "NOT MET"}: ${goal} (${worst.what}: ${valueText(worst)})`;
