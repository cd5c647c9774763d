// Small behavior for the pages. Everything works without it; forms post and links lead on by themselves.
document.addEventListener("alpine:init", () => {
  window.Alpine.data("theme", () => ({
    dark: false,
    init() {
      const chosen = document.documentElement.dataset.theme;
      this.dark = chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
    },
    toggle() {
      this.dark = !this.dark;
      const name = this.dark ? "dark" : "light";
      document.documentElement.dataset.theme = name;
      const secure = window.location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `theme=${name}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    },
  }));
  window.Alpine.data("copy", () => ({
    done: false,
    async take() {
      const source = this.$root.querySelector("[data-copy]");
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        this.done = true;
        setTimeout(() => { this.done = false; }, 2000);
      } catch {
        window.getSelection().selectAllChildren(source);
      }
    },
  }));
  window.Alpine.data("menu", () => ({
    close() { this.$root.open = false; },
    leave(event) { if (!this.$root.contains(event.target)) { this.$root.open = false; } },
    escape() {
      if (this.$root.open) { this.$root.open = false; this.$root.querySelector("summary").focus(); }
    },
  }));
});

// Lists look again by themselves, as long as somebody can see them.
setInterval(() => {
  if (document.visibilityState === "visible") { document.body.dispatchEvent(new Event("look-again")); }
}, 4000);

// A form is sent once: a second click while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") { return; }
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) { delete form.dataset.sent; }
});
