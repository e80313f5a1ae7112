import fc from "../../support/seeded";
import { html } from "../../../tools/page/html";

describe("Given a template", () => {
  it("When values hold markup, then it is escaped, while markup of templates and lists of it are kept", () => {
    const hostile = `<b title="x" class='y'>&`;
    expect(html`<p title="${hostile}">${[html`<i>${hostile}</i>`, 1, undefined, "&amp;"]}</p>`.text).toBe(
      '<p title="&lt;b title=&quot;x&quot; class=&#39;y&#39;&gt;&amp;">' +
        "<i>&lt;b title=&quot;x&quot; class=&#39;y&#39;&gt;&amp;</i>1&amp;amp;</p>",
    );
  });

  it("When any text is put in, then no character of it can begin or end markup", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
