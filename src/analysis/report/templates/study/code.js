(() => {
  const box = document.getElementById("code"), here = new URL(location.href);
  box.checked = here.searchParams.has("code");
  box.addEventListener("change", () => {
    const now = new URL(location.href);
    if (box.checked) now.searchParams.set("code", ""); else now.searchParams.delete("code");
    history.replaceState(null, "", now);
  });
})();
