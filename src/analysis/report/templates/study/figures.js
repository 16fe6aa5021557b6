(() => {
  for (const figure of document.querySelectorAll("figure:has(.drawing[role=img])")) {
    const drawing = figure.querySelector(".drawing"), told = figure.querySelector(".told");
    const marks = [...drawing.querySelectorAll(".mark")], titles = [...drawing.querySelectorAll(".wide .mark title")];
    const words = mark => titles[marks.indexOf(mark) % titles.length].textContent;
    const shown = () => marks.filter(mark => mark.getClientRects().length);
    let on = null;
    const tell = mark => {
      if (mark === on) return;
      on?.classList.remove("on");
      on = mark;
      on?.classList.add("on");
      told.textContent = on ? words(on) : "";
    };
    const under = event => event.target.closest?.(".mark");
    drawing.tabIndex = 0;
    told.classList.add("live");
    drawing.addEventListener("pointerover", event => under(event) && tell(under(event)));
    drawing.addEventListener("click", event => tell(under(event) ?? null));
    drawing.addEventListener("pointerleave", event => event.pointerType === "mouse" && tell(null));
    drawing.addEventListener("blur", () => tell(null));
    drawing.addEventListener("keydown", event => {
      const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
      if (event.key === "Escape") tell(null);
      if (!step) return;
      event.preventDefault();
      const all = shown(), here = all.indexOf(on);
      tell(all[here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length]);
    });
  }
})();
