// Runs in the browser: filters the tasks, and of a page that is served takes in what is new.
(() => {
  const content = document.getElementById("content");

  const filter = (input) => {
    const wanted = input.value.trim().toLowerCase();
    const rows = [...document.getElementById(input.dataset.filters).querySelectorAll("tbody tr")];
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    const shown = rows.filter((row) => !row.hidden).length;
    input.parentElement.querySelector("[role=status]").textContent = wanted ? `${shown} of ${rows.length}` : "";
  };

  const prepare = () => {
    for (const input of content.querySelectorAll("input[data-filters]")) {
      input.parentElement.hidden = false;
      filter(input);
    }
  };

  // What a person has opened, typed and scrolled to is theirs.
  const keep = () => {
    const open = [...content.querySelectorAll("details[open]")].map(({ id }) => id);
    const typed = [...content.querySelectorAll("input")].map(({ id, value }) => [id, value]);
    const scrolled = [...content.querySelectorAll(".scroll")].map(({ scrollLeft, scrollTop }) => [
      scrollLeft,
      scrollTop,
    ]);
    const labelled = (element) => element?.getAttribute("aria-label");
    const focused = content.contains(document.activeElement) ? document.activeElement : undefined;
    const { id, parentElement } = focused ?? {};
    const label = labelled(focused);
    return () => {
      for (const one of open) document.getElementById(one)?.setAttribute("open", "");
      for (const [one, value] of typed) if (document.getElementById(one)) document.getElementById(one).value = value;
      prepare();
      [...content.querySelectorAll(".scroll")].forEach((element, index) =>
        element.scrollTo(...(scrolled[index] ?? [0, 0])),
      );
      const again =
        document.getElementById(id) ??
        [...content.querySelectorAll("[tabindex]")].find((element) => label && labelled(element) === label) ??
        document.getElementById(parentElement?.id)?.querySelector("summary");
      again?.focus({ preventScroll: true });
    };
  };

  // Of a drawing that is wider than the screen, the beginning is what to look at first.
  const showStarts = () => {
    for (const start of content.querySelectorAll(".machine > .start")) {
      const region = start.closest(".scroll");
      const middle = region.getBoundingClientRect().left + region.clientWidth / 2;
      region.scrollBy(start.getBoundingClientRect().left - middle, 0);
    }
  };

  const follow = (url) => {
    const updates = new EventSource(url);
    updates.addEventListener("message", ({ data }) => {
      const restore = keep();
      const { title, content: markup } = JSON.parse(data);
      document.title = title;
      content.innerHTML = markup;
      restore();
    });
    updates.addEventListener("end", () => updates.close());
  };

  document.addEventListener("input", ({ target }) => target.dataset.filters && filter(target));
  prepare();
  showStarts();
  if (content.dataset.updates) follow(content.dataset.updates);
})();
