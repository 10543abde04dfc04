/** Ways of the reader to move through the page that are no link. */
const MOVES = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

/** Marks in the navigation which entry is read, and keeps the mark in sight. */
export function followReading(navigation: HTMLElement, page: HTMLElement): void {
  const links = new Map(
    [...navigation.querySelectorAll<HTMLAnchorElement>("a[href^='#']")].map((link) => [link.hash, link]),
  );
  const entries = [...page.querySelectorAll<HTMLElement>("section[id]")];
  const inSight = new Set<Element>();
  let current: HTMLAnchorElement | undefined;
  // An entry at the end of the page never comes to its top: who went there by a link reads it all the same.
  let target = location.hash;
  const update = () => {
    const first = entries.find((entry) => inSight.has(entry));
    const link = links.get(target) ?? (first === undefined ? undefined : links.get(`#${first.id}`));
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    current = link;
    if (link !== undefined) bringIntoSight(navigation, link);
  };
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target: entry, isIntersecting } of changes) {
        if (isIntersecting) inSight.add(entry);
        else inSight.delete(entry);
      }
      update();
    },
    { rootMargin: "-64px 0px -60% 0px" },
  );
  for (const entry of entries) observer.observe(entry);
  for (const move of MOVES) {
    addEventListener(
      move,
      () => {
        target = "";
      },
      { passive: true },
    );
  }
  addEventListener("hashchange", () => {
    target = location.hash;
    update();
  });
  navigation.addEventListener("click", ({ target: clicked }) => {
    if (clicked instanceof Element && clicked.closest("a") !== null && navigation.matches(":popover-open"))
      navigation.hidePopover();
  });
  update();
}

function bringIntoSight(navigation: HTMLElement, link: HTMLElement): void {
  const box = navigation.getBoundingClientRect();
  const { top, bottom } = link.getBoundingClientRect();
  if (top < box.top || bottom > box.bottom) navigation.scrollTop += top - box.top - box.height / 3;
}
