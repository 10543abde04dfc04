/** Names of devices of Windows, where no file can have them, whatever its ending is. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;

/** True for the name of a file or folder that Windows can have too; of other characters than letters, digits and dots. */
export function isPortableName(name: string): boolean {
  return !DEVICE.test(name) && !/[. ]$/.test(name);
}
