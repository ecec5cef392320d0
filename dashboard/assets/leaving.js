// A page whose session has ended, here or elsewhere, leaves the screen for the way in. To ask keeps
// no session alive. One watch per window, however often the page runs.
if (!window.cockpitWatches) {
  window.cockpitWatches = true;
  const look = async () => {
    try {
      const answer = await fetch("/session", { cache: "no-store" });
      if (answer.status === 401) {
        const here = location.pathname + location.search;
        location.replace("/login?next=" + encodeURIComponent(here));
      }
    } catch {
      // The server is away; Streamlit says so.
    }
  };
  setInterval(look, 10000);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  document.addEventListener("click", () => setTimeout(look, 700));
}
