(() => {
  const form = document.querySelector("form.chooser"), status = form.querySelector("[role=status]");
  const lists = [...form.querySelectorAll("select")], rows = [...document.querySelectorAll("tr.line")];
  const read = text => text.split("&").map(part => part.split("="));
  const fits = link => read(link).every(([name, code]) =>
    lists.every(list => list.name !== name || !list.value || list.value === code));
  const tables = new Set(rows.map(row => row.closest(".table")));
  const fill = (text, found) => text.replace(/{(\w+)}/g, (_, name) => found[name]);
  const show = () => {
    for (const row of rows) {
      const links = [...row.classList].filter(name => name.includes("="));
      row.hidden = links.length > 0 && !links.some(fits);
    }
    for (const table of tables) table.hidden = !table.querySelector("tr.line:not([hidden])");
    const shown = rows.filter(row => !row.hidden), {count, dosage, dosages, limit} = form.dataset;
    status.textContent = fill(count, {shown: shown.length, all: rows.length});
    if (lists.some(list => !list.value)) return;
    const up = name => shown.filter(row => row.classList.contains(name)).length;
    const sum = up("up") - up("down"), place = (sum >= limit) - (sum <= -limit) + 1;
    const balance = (sum > 0 ? "+" : "") + String(sum).replace("-", "\u2212");
    status.textContent += " " + fill(dosage, {dosage: dosages.split("|")[place], balance});
  };
  const follow = () => {
    for (const [name, code] of read(location.hash.slice(1))) {
      const list = lists.find(one => one.name === name);
      if (list && [...list.options].some(option => option.value === code)) list.value = code;
    }
    show();
  };
  form.addEventListener("change", () => {
    const chosen = lists.filter(list => list.value).map(list => `${list.name}=${list.value}`);
    history.replaceState(null, "", `#${chosen.join("&")}`);
    show();
  });
  addEventListener("hashchange", follow);
  form.hidden = false;
  follow();
})();
