(() => {
  const all = (one, css) => [...one.querySelectorAll(css)];
  const cases = document.querySelector(".cases"), profiles = cases.querySelector(".profiles");
  const first = profiles.firstElementChild, blank = first.cloneNode(true);
  const [compare, copy, print] = all(cases, ".tools button");
  const box = cases.querySelector(".link"), done = cases.querySelector(".tools [role=status]");
  const rows = all(document, "tr.line"), tables = new Set(rows.map(row => row.closest(".table")));
  const read = text => text.split("&").map(part => part.split("="));
  const links = one => [...one.classList].filter(name => name.includes("=")).map(read);
  const fill = (text, found) => text.replace(/{(\w+)}/g, (_, name) => found[name]);
  const lists = profile => all(profile, "select");
  const made = profile => Object.fromEntries(lists(profile).filter(list => list.value).map(list => [list.name, list.value]));
  // Without a choice (or, for rows of tables, of it) every link of an element may answer.
  const meets = (one, mine, open) => {
    const found = links(one);
    return !found.length || found.some(link => link.every(([name, code]) => mine[name] === code || open && !mine[name]));
  };
  const keep = (box, css, mine) => all(box, css).filter(one => {
    one.dataset.as = "";
    return !(one.hidden = !meets(one, mine));
  });
  const as = (one, part) => { if (one) one.dataset.as = part; };

  const brief = (section, mine) => {
    const met = keep(section, ".fact", mine), lines = met.map(one => one.dataset.line);
    return met.filter(one => !lines.includes(one.dataset.unless));
  };
  const leading = (section, found) => {
    const [head, ...rest] = found, known = one => one.dataset.word !== "not known";
    const others = rest.filter(one => known(one) && one.dataset.word !== head.dataset.word);
    const note = section.querySelector(".otherwise");
    as(head, "lead");
    others.forEach(one => as(one, "but"));
    if (!(note.hidden = !others.length)) head.after(note);
  };
  const headline = (section, found) => {
    const words = new Map(), line = section.querySelector(".headline"), {several, apart} = section.dataset;
    for (const one of found.filter(one => one.dataset.word !== "not known")) {
      const word = one.querySelector("b").textContent.slice(0, -1);
      const kept = words.get(word) || {text: one.dataset.headline, names: new Set()};
      one.dataset.choices.split("|").forEach(name => kept.names.add(name));
      words.set(word, kept);
    }
    line.textContent = words.size === 1 ? [...words.values()][0].text : [...words].map(([word, {names}]) =>
      fill(several, {word, choices: [...names].join(apart)})).join(" ") || line.dataset.none;
  };
  const mark = (you, mine) => {
    const met = keep(you, ".mark", mine), line = you.querySelector(".own"), forms = line.dataset.forms.split("|");
    const lines = met.length, own = met.filter(one => one.classList.contains("own")).length;
    line.textContent = !lines ? line.dataset.none : fill(forms[lines === 1 ? 3 + own : Math.min(own, 2)], {own, lines});
  };
  const answer = profile => {
    const mine = made(profile), who = profile.querySelector(".who"), card = profile.querySelector(".answer");
    const part = name => profile.querySelector(`[data-section=${name}]`);
    const names = lists(profile).filter(list => list.value).map(list => list.selectedOptions[0].dataset.name);
    card.hidden = !names.length;
    who.textContent = names.length ? fill(who.dataset.case, {case: names.join(who.dataset.apart)}) : "";
    const people = brief(part("people"), mine), recruiters = brief(part("recruiters"), mine);
    leading(part("people"), people);
    headline(part("people"), people);
    keep(part("recruiters"), ".headline", mine).slice(1).forEach(one => one.hidden = true);
    as(recruiters[0], "lead");
    as(recruiters.at(-1), "lead");
    as(keep(part("hires"), ".networks-fact", mine)[0], "lead");
    leading(part("outcomes"), brief(part("outcomes"), mine));
    mark(profile.querySelector(".you"), mine);
    keep(profile, ".unknown", mine);
    const [drawn, ...told] = keep(profile, ".ways", mine), also = profile.querySelector(".also");
    as(drawn, "lead");
    told.forEach(one => as(one, "told"));
    if (!(also.hidden = !told.length)) drawn.after(also);
    const sources = all(card, "div[data-source]").filter(one => one.dataset.as).map(one => one.dataset.source);
    all(card, "li[data-source]").forEach(one => one.hidden = !sources.includes(one.dataset.source));
  };

  const everyone = () => [...profiles.children];
  const hash = () => "#" + everyone().flatMap((profile, place) => Object.entries(made(profile)).map(([name, code]) =>
    `${place ? "vs." : ""}${name}=${code}`)).join("&");
  const address = () => location.href.split("#")[0] + hash();
  const show = () => {
    everyone().forEach(answer);
    const mine = everyone().map(made);
    for (const row of rows) row.hidden = !mine.some(one => meets(row, one, true));
    for (const table of tables) table.hidden = !table.querySelector("tr.line:not([hidden])");
    const day = new Date().toLocaleDateString(document.documentElement.lang, {dateStyle: "long"});
    all(cases, ".address").forEach(one => one.textContent = address());
    all(cases, ".day").forEach(one => one.textContent = day);
    box.hidden = true;
    done.textContent = "";
  };
  const second = wanted => {
    if (wanted === profiles.children.length > 1) return;
    if (wanted) {
      const other = blank.cloneNode(true);
      all(other, "select").forEach(list => list.id = `vs-${list.id}`);
      all(other, "label").forEach(label => label.htmlFor = `vs-${label.htmlFor}`);
      [other, other.querySelector("form")].forEach(one => one.setAttribute("aria-label", compare.dataset.second));
      profiles.append(other);
    } else profiles.lastElementChild.remove();
    [compare.textContent, compare.dataset.other] = [compare.dataset.other, compare.textContent];
  };
  const follow = () => {
    const found = read(location.hash.slice(1)).map(([name, code]) => [name.split("vs.").at(-1), code, name.startsWith("vs.")])
      .filter(([name, code]) => lists(blank).some(list => list.name === name && [...list.options].some(one => one.value === code)));
    if (found.length) {
      second(found.some(([, , other]) => other));
      everyone().forEach((profile, place) => lists(profile).forEach(list => {
        list.value = found.find(([name, , other]) => name === list.name && other === !!place)?.[1] || "";
      }));
    }
    show();
  };
  profiles.addEventListener("change", event => {
    history.replaceState(null, "", hash());
    show();
    event.target.closest(".profile").querySelector(".who").scrollIntoView({block: "nearest"});
  });
  compare.addEventListener("click", () => {
    second(profiles.children.length < 2);
    show();
    history.replaceState(null, "", hash());
    (profiles.children[1]?.querySelector("select") || compare).focus();
  });
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address());
      done.textContent = done.dataset.text;
    } catch {
      const field = box.querySelector("input");
      box.hidden = false;
      field.value = address();
      field.select();
    }
  });
  print.addEventListener("click", () => window.print());
  addEventListener("hashchange", follow);
  cases.hidden = false;
  follow();
})();
