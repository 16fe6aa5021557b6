(() => {
  const {compare} = new Intl.Collator(document.documentElement.lang, {numeric: true});
  const text = cell => cell.textContent.trim(), value = cell => cell.dataset.value;
  const empty = cell => text(cell) === "" || text(cell) === "–";
  const rise = (a, b) => value(a) && value(b) ? value(a) - value(b) : compare(text(a), text(b));
  const other = {ascending: "descending", descending: "ascending"};
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], written = [...body.rows], heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      if (head.tagName !== "TH") return;
      const button = document.createElement("button"), cell = row => row.cells[place];
      const first = written.some(row => value(cell(row))) ? "descending" : "ascending";
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = !now ? first : now === first ? other[first] : null;
        heads.forEach(one => one.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        const way = next === "descending" ? -1 : 1;
        const order = (a, b) => empty(cell(a)) - empty(cell(b)) || way * rise(cell(a), cell(b));
        body.append(...(next === null ? written : [...written].sort(order)));
      });
    });
  }
})();
