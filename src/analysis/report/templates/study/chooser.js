(() => {
  const form = document.querySelector("form.chooser"), status = form.querySelector("[role=status]");
  const lists = [...form.querySelectorAll("select")], rows = [...document.querySelectorAll("tr.line")];
  const read = text => text.split("&").map(part => part.split("="));
  const links = row => [...row.classList].filter(name => name.includes("=")).map(read);
  const chosen = name => lists.find(list => list.name === name)?.value;
  const fits = link => link.every(([name, code]) => !chosen(name) || chosen(name) === code);
  const answers = link => link.every(([name, code]) => chosen(name) === code);
  const tables = new Set(rows.map(row => row.closest(".table")));
  const fill = (text, found) => text.replace(/{(\w+)}/g, (_, name) => found[name]);
  const show = () => {
    for (const row of rows) {
      const found = links(row);
      row.hidden = found.length > 0 && !found.some(fits);
    }
    for (const table of tables) table.hidden = !table.querySelector("tr.line:not([hidden])");
    const made = lists.filter(list => list.value), told = rows.filter(row =>
      row.classList.contains("evidence") && links(row).some(answers));
    const own = told.filter(row => row.classList.contains("own")).length;
    const words = made.map(list => list.selectedOptions[0].dataset.name).join("; ");
    status.textContent = made.length === 0 ? "" : fill(form.dataset.case, {case: words}) + ". " +
      fill(form.dataset.own, {own, lines: told.length});
  };
  const follow = () => {
    for (const [name, code] of read(location.hash.slice(1))) {
      const list = lists.find(one => one.name === name);
      if (list && [...list.options].some(option => option.value === code)) list.value = code;
    }
    show();
  };
  form.addEventListener("change", () => {
    const parts = lists.filter(list => list.value).map(list => `${list.name}=${list.value}`);
    history.replaceState(null, "", `#${parts.join("&")}`);
    show();
  });
  addEventListener("hashchange", follow);
  form.hidden = false;
  follow();
})();
