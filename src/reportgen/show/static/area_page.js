"use strict";

// The board of an area: only what has problems, by name, by kind; sorted by any column. Without script all lines are there in the order of the tree.
(() => {
  const table = document.querySelector(".agencies");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const form = document.querySelector(".filters");
  const output = form.querySelector("output");

  function filter() {
    const words = form.words.value.trim().toLowerCase();
    const kind = form.kind ? form.kind.value : "";
    let shown = 0;
    for (const row of rows) {
      const named = !words || `${row.cells[1].textContent} ${row.cells[2].textContent}`.toLowerCase().includes(words);
      row.hidden = (form.bad.checked && !row.dataset.bad) || !named || (kind && row.dataset.kind !== kind);
      if (!row.hidden) shown += 1;
    }
    output.textContent = `${shown} / ${rows.length} 个`;
  }

  const value = (row, column, numbers) => {
    const cell = row.cells[column];
    const text = cell.dataset.value || cell.textContent.trim();
    return numbers ? Number(text) || 0 : text;
  };

  function sort(head, column, numbers) {
    const up = head.getAttribute("aria-sort") === (numbers && column ? "descending" : "ascending") ? -1 : 1;
    const way = numbers && column ? -up : up;
    const sorted = [...rows].sort((one, other) => {
      const [left, right] = [value(one, column, numbers), value(other, column, numbers)];
      return way * (numbers ? left - right : left.localeCompare(right, "zh"));
    });
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    document.body.classList.add("sorted");
    body.append(...sorted);
  }

  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (!head.dataset.sort) return;
    // No <button>: browsers print it on the first of the pages only, whose heads are repeated.
    const button = document.createElement("span");
    button.setAttribute("role", "button");
    button.tabIndex = 0;
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(head, column, head.dataset.sort === "number"));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      button.click();
    });
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
