"use strict";
// Shows one suite only, and of the failing cases those that hold the text.
(() => {
  const [form, suite, text, found] = ["filter", "suite", "text", "found"].map((id) =>
    document.getElementById(id));
  const cases = [...document.querySelectorAll(".case")];
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const apply = () => {
    const wanted = text.value.toLowerCase().trim().replace(/\s+/g, " ");
    for (const part of document.querySelectorAll("[data-suite]"))
      part.hidden = Boolean(suite.value) && part.dataset.suite !== suite.value;
    let shown = 0;
    for (const item of cases) {
      item.hidden = !textOf(item).includes(wanted);
      if (!item.hidden && !item.closest("section").hidden) shown += 1;
    }
    found.textContent = `${shown} of ${cases.length} cases`;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.hidden = !cases.length;
  apply();
})();
