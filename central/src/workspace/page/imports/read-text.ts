/**
 * The text of a file, whichever of the usual ways it is written: UTF-8 with or
 * without its mark, UTF-16 as Excel's "Unicode text" has it, else Windows-1252,
 * in which Excel saves CSV on older machines.
 */
export async function readText(file: Blob): Promise<string> {
  return textOf(new Uint8Array(await file.arrayBuffer()));
}

export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
