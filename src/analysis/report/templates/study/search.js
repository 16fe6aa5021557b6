(() => {
  const form = document.getElementById("finder"), field = form.querySelector("input");
  const status = form.querySelector("[role=status]"), parts = [...document.querySelectorAll(".found")];
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const split = text => plain(text).match(/[a-z0-9]+/g) || [];
  const lines = [...document.querySelectorAll(".found li")].map(line => {
    const title = line.closest(".found").querySelector("h2").textContent;
    return {line, words: [...split(`${title} ${line.textContent}`), ...(line.dataset.words || "").split(" ")]};
  });
  const show = () => {
    const asked = split(field.value);
    let found = 0;
    for (const {line, words} of lines) {
      const fits = asked.every(start => words.some(word => word.startsWith(start)));
      line.hidden = !fits;
      found += fits;
    }
    for (const part of parts) part.hidden = !part.querySelector("li:not([hidden])");
    status.textContent = !asked.length ? "" : found ? form.dataset.found.replace("{n}", found) : form.dataset.none;
  };
  const follow = () => {
    const asked = new URLSearchParams(location.hash.slice(1)).get("q");
    if (asked !== null) field.value = asked;
    show();
  };
  field.addEventListener("input", () => {
    const asked = field.value.trim();
    history.replaceState(null, "", asked ? `#q=${encodeURIComponent(asked)}` : location.pathname);
    show();
  });
  form.addEventListener("submit", event => event.preventDefault());
  addEventListener("hashchange", follow);
  form.hidden = false;
  follow();
})();
