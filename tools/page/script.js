// Runs in the browser: filters the tasks.
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

  // Of a drawing that is wider than the screen, the beginning is what to look at first.
  const showStarts = () => {
    for (const start of content.querySelectorAll(".machine > .start")) {
      const region = start.closest(".scroll");
      const middle = region.getBoundingClientRect().left + region.clientWidth / 2;
      region.scrollBy(start.getBoundingClientRect().left - middle, 0);
    }
  };

  document.addEventListener("input", ({ target }) => target.dataset.filters && filter(target));
  prepare();
  showStarts();
})();
