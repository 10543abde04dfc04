/** Version of both packages. `npm run release:version` writes it, so that a program that bundles us needs no file. */
export const PACKAGE_VERSION = "0.1.0";
