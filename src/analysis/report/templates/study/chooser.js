(() => {
  const all = (one, css) => [...one.querySelectorAll(css)];
  const cases = document.querySelector(".cases"), profiles = cases.querySelector(".profiles");
  const blank = profiles.children[0].cloneNode(true), link = cases.querySelector(".link"), done = cases.querySelector(".done");
  const [compare, copy, print] = all(cases, "button");
  const rows = all(document, "tr.line"), tables = new Set(rows.map(row => row.closest(".table")));
  const read = text => text.split("&").map(part => part.split("="));
  const fill = (text, found) => text.replace(/{(\w+)}/g, (_, name) => found[name]);
  const groups = (list, key) => [...Map.groupBy(list, one => one.dataset[key])];
  const chosen = profile => all(profile, "select").filter(list => list.value);
  const made = profile => Object.fromEntries(chosen(profile).map(list => [list.name, list.value]));
  // Parts of an answer need all that a link names; rows of tables stay until something speaks against.
  const meets = (one, mine, open) => {
    const links = [...one.classList].filter(name => name.includes("=")).map(read);
    return !links.length || links.some(parts => parts.every(([name, code]) => (mine[name] || "") === code || open && !mine[name]));
  };
  const keep = (box, css, mine) => all(box, css).filter(one => {
    one.dataset.as = "";
    return !(one.hidden = !meets(one, mine));
  });
  const as = (part, ...found) => found.forEach(one => { if (one) one.dataset.as = part; });
  const after = (one, note, shown) => { if (!(note.hidden = !shown)) one.after(note); };

  const facts = (box, mine) => {
    const met = keep(box, ".fact", mine);
    return met.filter(({dataset: {unless, word, own}}) => !met.some(({dataset: one}) => one.line === unless && one.word === word && one.own >= own));
  };
  const compared = one => one.dataset.word !== "not known";
  const lead = (box, [head, ...rest]) => {
    const others = rest.filter(one => compared(one) && one.dataset.word !== head.dataset.word);
    as("lead", head);
    as("but", ...others);
    after(head, box.querySelector(".otherwise"), others.length);
  };
  const headline = (box, found) => {
    const {several, apart, comma, none} = box.dataset, words = groups(found.filter(compared), "label");
    const placed = ([place, lines]) => `${place} (${[...new Set(lines.flatMap(one => one.dataset.choices.split("|")))].join(comma)})`;
    box.querySelector(".headline").textContent = words.map(([word, lines]) => words[1] ?
      fill(several, {word, lines: groups(lines, "place").map(placed).join(apart)}) : lines[0].dataset.headline).join(" ") || none;
  };
  const answer = profile => {
    const mine = made(profile), part = css => profile.querySelector(css);
    const [who, card, own, people, hirers, outcomes] = [".who", ".answer", "p.own", ".people", ".recruiters", ".outcomes"].map(part);
    const names = chosen(profile).map(list => list.selectedOptions[0].dataset.name);
    card.hidden = !names.length;
    who.textContent = names.length ? fill(who.dataset.case, {case: names.join(who.dataset.apart)}) : "";
    const found = facts(people, mine), used = facts(hirers, mine);
    lead(people, found);
    headline(people, found);
    keep(hirers, ".headline", mine).slice(1).forEach(one => one.hidden = true);
    as("lead", used[0], used.at(-1), keep(card, ".networks-fact", mine)[0]);
    lead(outcomes, facts(outcomes, mine));
    keep(card, ".unknown", mine);
    const [drawn, ...told] = keep(card, ".routes", mine);
    as("lead", drawn);
    as("told", ...told);
    after(drawn, part(".also"), told.length);
    const lines = keep(card, ".mark", mine), yours = lines.filter(one => one.matches(".own")).length, forms = own.dataset.forms.split("|");
    own.textContent = fill(forms[lines.length < 2 ? 3 + yours + 2 * !lines.length : Math.min(yours, 2)], {own: yours, lines: lines.length});
    const sources = all(card, "div[data-source]").filter(one => one.dataset.as).map(one => one.dataset.source);
    all(card, "li[data-source]").forEach(one => one.hidden = !sources.includes(one.dataset.source));
  };

  const everyone = () => [...profiles.children];
  const hash = () => "#" + everyone().flatMap((profile, place) => Object.entries(made(profile)).map(pair => (place ? "vs." : "") + pair.join("="))).join("&");
  const address = () => location.href.split("#")[0] + hash();
  const show = () => {
    everyone().forEach(answer);
    const mine = everyone().map(made), day = new Date().toLocaleDateString(document.documentElement.lang, {dateStyle: "long"});
    for (const row of rows) row.hidden = !mine.some(one => meets(row, one, true));
    for (const table of tables) table.hidden = !table.querySelector("tr.line:not([hidden])");
    all(cases, ".day").forEach(one => one.textContent = day);
    all(cases, ".address").forEach(one => one.textContent = `${document.title}, ${address()}`);
    link.hidden = true;
    done.textContent = "";
  };
  const second = wanted => {
    if (wanted === !!profiles.children[1]) return;
    if (wanted) {
      const other = blank.cloneNode(true);
      other.ariaLabel = other.querySelector("form").ariaLabel = compare.dataset.second;
      profiles.append(other);
    } else profiles.lastElementChild.remove();
    [compare.textContent, compare.dataset.other] = [compare.dataset.other, compare.textContent];
  };
  const follow = () => {
    const found = read(location.hash.slice(1)).filter(([name, code]) => all(blank, "select").some(list =>
      list.name === name.replace("vs.", "") && [...list.options].some(one => one.value === code)));
    if (found.length) {
      second(found.some(([name]) => name.startsWith("vs.")));
      everyone().forEach((profile, place) => all(profile, "select").forEach(list => {
        list.value = Object.fromEntries(found)[(place ? "vs." : "") + list.name] || "";
      }));
    }
    show();
  };
  profiles.addEventListener("change", event => {
    history.replaceState(null, "", hash());
    show();
    event.target.closest(".profile").querySelector(".who").scrollIntoView({block: "nearest"});
  });
  compare.onclick = () => {
    second(!profiles.children[1]);
    history.replaceState(null, "", hash());
    show();
    (profiles.children[1]?.querySelector("select") || compare).focus();
  };
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(address());
      done.textContent = done.dataset.text;
    } catch {
      const field = link.querySelector("input");
      link.hidden = false;
      field.value = address();
      field.select();
    }
  };
  print.onclick = () => window.print();
  addEventListener("hashchange", follow);
  cases.hidden = false;
  follow();
})();
