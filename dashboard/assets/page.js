/* What the page does beside Streamlit. Served once, with every page (`entrance/furnishing.py`). */
"use strict";

/* A link of our own leads to its page without loading everything anew, as the browser's back button does:
   Streamlit goes wherever the address has changed to. Without this script it is a link like any other.
   A link of Streamlit's to the page that it stands on is followed likewise: Streamlit would show what it leads
   to and leave the address as it was. */
const ours = ".stMarkdown a[href^='/'], .menu a, .heat a";
addEventListener("click", (event) => {
  const link = event.target.closest?.(`${ours}, .stPageLink a[href]:not([target=_blank])`);
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }
  const isElsewhere = link.pathname !== location.pathname;
  if (isElsewhere && !link.matches(ours)) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  history.pushState({}, "", link.href);
  dispatchEvent(new PopStateEvent("popstate"));
  if (isElsewhere) {
    document.querySelector(".stMain")?.scrollTo(0, 0);
  }
  /* On a phone the menu lies over the page that was asked for. */
  if (innerWidth < 768 && link.closest(".stSidebar")) {
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  }
}, true);

/* Screen readers and fonts go by the document's language. It changes with the title. */
const tell = () => {
  const chosen = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh-CN";
  if (document.documentElement.lang !== chosen) {
    document.documentElement.lang = chosen;
  }
};
new MutationObserver(tell).observe(document.querySelector("title"), { childList: true });
tell();

/* Charts fit the paper, and `page.css` is told of a dark screen. */
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
