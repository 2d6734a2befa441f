"use strict";
// Speaks the reader's language, and lights up what belongs together on the page and in the text.
(() => {
  const button = document.getElementById("language");
  const texts = [...document.querySelectorAll("[data-fr]")].map((node) =>
    [node, { en: node.textContent, fr: node.dataset.fr }]);
  const tips = [...document.querySelectorAll("[data-fr-title]")].map((node) =>
    [node, { en: node.title, fr: node.dataset.frTitle }]);
  const speak = (language) => {
    document.documentElement.lang = language;
    for (const [node, says] of texts) node.textContent = says[language];
    for (const [node, says] of tips) node.title = says[language];
    button.lang = language === "fr" ? "en" : "fr";
    button.textContent = language === "fr" ? "English" : "Français";
  };
  button.addEventListener("click", () => speak(button.lang));
  button.hidden = false;
  speak(navigator.language.startsWith("fr") ? "fr" : "en");

  let lit = [];
  const light = (event) => {
    const name = event.target.closest?.("[data-e]")?.dataset.e;
    for (const node of lit) node.classList.remove("on");
    lit = name ? [...document.querySelectorAll(`[data-e="${name}"]`)] : [];
    for (const node of lit) node.classList.add("on");
  };
  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);
})();
