import { spawn } from "node:child_process";

/** The programs that open a link, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  // An empty title, which it would take the link for.
  win32: ["cmd", "/c", "start", '""'],
};

/** Opens a link in the browser of whoever has the terminal. Where that fails the link is there to be clicked. */
export function openBrowser(link: string): void {
  const [command, ...words] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...words, link], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
