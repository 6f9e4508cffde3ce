/**
 * Which of the connected PC/SC readers is the kiosk's. Desks also have contact
 * readers for staff cards, and contactless readers also show a slot for a
 * security module (SAM); neither is for patients' cards.
 */
export function chooseReader(names: readonly string[], part: string): string | undefined {
  const wanted = part.toLowerCase();
  const candidates = names.filter((name) => name.toLowerCase().includes(wanted) && (wanted !== '' || !isSam(name)));
  return candidates.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))[0];
}

function isSam(name: string): boolean {
  return /\bSAM\b/i.test(name);
}

function rank(name: string): number {
  return /PICC|contactless|\bNFC\b|\bCL\b|ACR122|ACR125|Virtual PCD/i.test(name) ? 0 : 1;
}
