(() => {
  for (const figure of document.querySelectorAll("figure:has(.drawing[role=img])")) {
    const drawing = figure.querySelector(".drawing"), told = figure.querySelector(".told");
    const words = mark => mark.querySelector("title, desc").textContent;
    const shown = () => [...drawing.querySelectorAll(".mark")].filter(mark => mark.getClientRects().length);
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
    drawing.addEventListener("pointerover", event => under(event) && tell(under(event)));
    drawing.addEventListener("click", event => tell(under(event) ?? null));
    drawing.addEventListener("pointerleave", event => event.pointerType === "mouse" && tell(null));
    drawing.addEventListener("blur", () => tell(null));
    drawing.addEventListener("keydown", event => {
      const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
      if (event.key === "Escape") tell(null);
      if (!step) return;
      event.preventDefault();
      const marks = shown(), here = marks.indexOf(on);
      tell(marks[here < 0 ? (step > 0 ? 0 : marks.length - 1) : (here + step + marks.length) % marks.length]);
    });
  }
})();
