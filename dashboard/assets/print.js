if (!window.cockpitPrints) {
  window.cockpitPrints = true;
  const charts = () => document.querySelectorAll(".js-plotly-plot .main-svg");
  addEventListener("beforeprint", () => {
    for (const svg of charts()) {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    }
    const scheme = getComputedStyle(document.querySelector(".stApp")).colorScheme;
    document.documentElement.toggleAttribute("data-dark", scheme === "dark");
  });
  addEventListener("afterprint", () => {
    for (const svg of charts()) {
      svg.removeAttribute("viewBox");
    }
    document.documentElement.removeAttribute("data-dark");
  });
}
