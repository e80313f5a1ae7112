import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { headline, nameOf } from "./headline";
import { html, Html } from "./html";
import { executionLooks, symbols } from "./look";
import { machine } from "./machine";
import type { ReportedRun } from "./model";
import { summaryRow } from "./summary";
import { tasks } from "./tasks";
import { timeText } from "./text";

/** The content of a page. A local run makes one of its reports, the command line tool one of AWS's answers. */
interface PageModel {
  /** Time of this finding, ISO 8601 UTC: what has not ended lasts until then. */
  readonly at: string;
  readonly runs: readonly ReportedRun[];
}

const fileHere = (name: string): string => readFileSync(join(__dirname, name), "utf8");

const style = new Html(`<style>${fileHere("style.css")}</style>`);

// Its text is what the hash below is of, to the letter.
const scriptText = fileHere("script.js");
const script = new Html(`<script>${scriptText}</script>`);
const scriptHash = createHash("sha256").update(scriptText).digest("base64");

// Only the page's own script runs, and nothing is fetched.
const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${scriptHash}'`;

/** One whole page, which needs nothing but a browser. */
export const renderPage = (model: PageModel): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${titleOf(model)}</title>
        <link rel="icon" href="data:," />
        ${style}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        ${symbols}
        <main id="content" tabindex="-1">${content(model)}</main>
        ${script}
      </body>
    </html> `.text;

const titleOf = ({ runs }: PageModel): string =>
  runs.map((run) => `${nameOf(run)}: ${executionLooks[run.executionStatus].word}`).join(", ") || "No run yet";

const content = (model: PageModel): Html =>
  html`<header>
      <h1>Workflow report</h1>
      <p>As of <time datetime="${model.at}">${timeText(model.at)}</time></p>
      ${
        model.runs.length > 1
          ? html`<nav aria-label="Runs">
              <ul>
                ${model.runs.map(linkTo)}
              </ul>
            </nav>`
          : undefined
      }
    </header>
    ${model.runs.map((run, index) => runContent(run, `run-${index + 1}`, model.at))}`;

const linkTo = (run: ReportedRun, index: number): Html => html`<li><a href="#run-${index + 1}">${nameOf(run)}</a></li>`;

const runContent = (run: ReportedRun, id: string, now: string): Html =>
  html`<article aria-labelledby="${id}">
    ${headline(run, id, now)} ${machine(run, id)} ${tasks(run, id, now)} ${summaryRow(run, id)}
  </article>`;
