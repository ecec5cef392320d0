// A button that copies the page's address. Without a secure connection browsers lend no clipboard: then the
// address is shown, selected, to be copied by hand.

export default function ({ data, parentElement }) {
  let button = parentElement.querySelector(".copy-link");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "copy-link";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(button));
    parentElement.append(button);
  }
  button.texts = data;
  button.textContent = data.copy;
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = button.texts.copied;
  } catch {
    const field = button.parentElement.querySelector("input") ?? document.createElement("input");
    field.className = "copy-link-address";
    field.readOnly = true;
    field.value = location.href;
    field.setAttribute("aria-label", button.texts.by_hand);
    button.after(field);
    field.select();
    button.textContent = button.texts.by_hand;
  }
}
