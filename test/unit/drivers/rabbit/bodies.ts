/** The text `{}` as Python's bz2 compresses it. */
export const bzip = Buffer.from("QlpoOTFBWSZTWacm3U4AAAAAgAAKIAAhAIKxdyRThQkKcm3U4A==", "base64");
