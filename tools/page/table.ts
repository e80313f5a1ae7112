import { html, type Html, type Part } from "./html";

/** A column of a table: its heading, and what a row has there. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => Part;
}

/**
 * A table whose first column names its rows. On a narrow screen each row becomes a card, so cells carry their headings.
 *
 * @param caption what the table holds, for those who cannot see where it stands
 */
export const table = <Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html =>
  html`<table>
    <caption class="unseen">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ heading }) => html`<th scope="col">${heading}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map((column, index) => cell(column, row, index))}
          </tr>`,
      )}
    </tbody>
  </table>`;

const cell = <Row>({ heading, cell: contentOf }: Column<Row>, row: Row, index: number): Html =>
  index === 0
    ? html`<th scope="row">${contentOf(row)}</th>`
    : html`<td data-heading="${heading}">${contentOf(row)}</td>`;

/** A region that may be larger than the screen: it scrolls by itself, by keyboard too. */
export const scrollable = (label: string, content: Html, kind: "drawing" | "long"): Html =>
  html`<div class="scroll ${kind}" role="region" aria-label="${label}" tabindex="0">${content}</div>`;

/** A part that is closed at first: it opens by mouse and keyboard. */
export const folded = (id: string, title: Part, content: Html): Html =>
  html`<details id="${id}">
    <summary>${title}</summary>
    ${content}
  </details>`;
