import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { getOrInsert } from "../collections/get-or-insert.js";

const TYPES: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".svg", "image/svg+xml"],
  [".png", "image/png"],
  [".ico", "image/x-icon"],
  [".txt", "text/plain; charset=utf-8"],
]);

const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) } as const;

type Encoding = keyof typeof compressors;

/** A file of the page. */
export class Asset {
  readonly contentType: string;
  /** The header `ETag`. */
  readonly tag: string;
  readonly #bytes: Buffer;
  readonly #compressed = new Map<Encoding, Promise<Buffer>>();

  constructor(name: string, bytes: Buffer) {
    this.#bytes = bytes;
    this.contentType = TYPES.get(extname(name)) ?? "application/octet-stream";
    this.tag = `"${createHash("sha256").update(bytes).digest("base64url")}"`;
  }

  /** The file in the best of the encodings that a header `Accept-Encoding` has. */
  async body(accepted = ""): Promise<{ readonly bytes: Buffer; readonly encoding: Encoding | undefined }> {
    const names = accepted.split(",").flatMap((each) => {
      const [name = "", weight = ""] = each.split(";");
      return /^\s*q\s*=\s*0(\.0*)?\s*$/i.test(weight) ? [] : [name.trim().toLowerCase()];
    });
    const encoding = (["br", "gzip"] as const).find((each) => names.includes(each));
    if (encoding === undefined) return { bytes: this.#bytes, encoding };
    const bytes = await getOrInsert(this.#compressed, encoding, () => compressors[encoding](this.#bytes));
    return { bytes, encoding };
  }
}

/** The files of the page by their paths; that of `index.html` is also `/`. */
export function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const assets = new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      const path = file.slice(folder.length).split(sep).join("/");
      return [path.startsWith("/") ? path : `/${path}`, new Asset(name, readFileSync(file))];
    }),
  );
  const index = assets.get("/index.html");
  if (index !== undefined) assets.set("/", index);
  return assets;
}
