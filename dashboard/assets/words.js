/* What Streamlit itself says, in English alone, said in the reader's language: in menus and lists over the page, in
   its header, in the field one types in, below a button that was to bring a file. Only there is looked; the page's
   own elements are ours. */
"use strict";
{
  const chinese = new Map(Object.entries({} /* words, by furnishing.py */));
  const counted = /^(\d+) options? available\.$/;
  const said = (text) => chinese.get(text) ?? text.replace(counted, chinese.get("{number} options available."));
  /* Ours, and the company's: a customer may be called Plain. A list that is empty says so in an option. */
  const OURS = "[role=option], [data-testid=stTooltipContent], [data-testid=stMarkdownContainer], .stHtml";
  const isOurs = (text) => text.data !== "No results" && text.parentElement?.closest(OURS);
  const NAMES = ["aria-label", "title", "placeholder", "alt"];

  const speak = (node) => {
    if (document.documentElement.lang !== "zh-CN") {
      return;
    }
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = texts.currentNode; text; text = texts.nextNode()) {
      /* What is right already is not written again: writing would be heard as a change. */
      if (text.nodeType === Node.TEXT_NODE && said(text.data) !== text.data && !isOurs(text)) {
        text.data = said(text.data);
      }
    }
    for (const element of [node, ...(node.querySelectorAll?.(NAMES.map((name) => `[${name}]`).join()) ?? [])]) {
      for (const name of element.getAttribute ? NAMES : []) {
        const value = element.getAttribute(name);
        if (value && chinese.has(value)) {
          element.setAttribute(name, chinese.get(value));
        }
      }
    }
  };

  const heard = new MutationObserver((changes) => changes.forEach(({ target }) => speak(target)));
  const WHAT = { childList: true, characterData: true, subtree: true };
  const listen = (element) => {
    heard.observe(element, WHAT);
    speak(element);
  };

  /* Lists and menus stand beside the page, in places that come and go. */
  const beside = () => {
    for (const element of document.body.children) {
      if (element.id !== "root" && !element.matches("script, style, noscript, link")) {
        listen(element);
      }
    }
    document.querySelectorAll("[data-testid=stHeader], [data-testid=stSkipToContent]").forEach(listen);
  };
  new MutationObserver(beside).observe(document.body, { childList: true });
  new MutationObserver(beside).observe(document.querySelector("title"), { childList: true });
  addEventListener("focusin", (event) => {
    const field = event.target.closest?.("[data-testid=stElementContainer]");
    if (field && event.target.matches("input, textarea")) {
      listen(field);
    }
  });
  /* Why there is no file stands for some seconds below the button that was pressed. */
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-testid=stDownloadButton]");
    if (button) {
      listen(button);
    }
  });
  beside();
}
