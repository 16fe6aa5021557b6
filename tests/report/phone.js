() => {
  document.querySelectorAll("details").forEach(one => one.open = true);
  const faults = [], seen = one => one.checkVisibility({visibilityProperty: true});
  const named = one => `<${one.tagName.toLowerCase()}${one.className && one.getAttribute("class") ?
    ` class="${one.getAttribute("class")}"` : ""}> ${one.textContent.trim().replace(/\s+/g, " ").slice(0, 60)}`;
  const fault = (kind, one, size) => faults.push(`${kind} (${Math.round(size)} px): ${named(one)}`);
  const unseen = one => one && (getComputedStyle(one).clipPath === "inset(50%)" || unseen(one.parentElement));
  const aside = one => one.closest(".skip, math") || unseen(one);
  const wide = innerWidth + .5;

  if (document.documentElement.scrollWidth > innerWidth)
    faults.push(`the page scrolls sideways (${document.documentElement.scrollWidth} px)`);
  for (const one of document.querySelectorAll("table, figure, figure img, figure svg, svg.bullet")) {
    const box = one.getBoundingClientRect();
    if (seen(one) && (box.right > wide || box.left < -.5)) fault("wider than the screen", one, box.width);
  }
  for (const one of document.querySelectorAll("td, th"))
    if (seen(one) && !aside(one) && one.scrollWidth > one.clientWidth) fault("cut cell", one, one.scrollWidth);
  for (const one of document.querySelectorAll("body *")) {
    const hides = getComputedStyle(one).overflowX;
    if (hides === "visible" || !one.textContent.trim() || !seen(one) || aside(one) || one.clientWidth <= 1) continue;
    if (one.scrollWidth > one.clientWidth + 1) fault(hides === "hidden" || hides === "clip" ?
      "cut text" : "text to scroll for", one, one.scrollWidth);
  }
  for (const one of document.querySelectorAll("summary, button, select, input, nav a")) {
    const {width, height} = (one.closest("label") ?? one).getBoundingClientRect();
    if (seen(one) && !aside(one) && Math.min(width, height) < 23.5) fault("small to touch", one, Math.min(width, height));
  }
  return faults;
}
