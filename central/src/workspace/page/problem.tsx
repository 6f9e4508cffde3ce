/** What went wrong, in a sentence that is read out when it comes; nothing where nothing did. */
export function Problem({ says }: { says: string | null | undefined }) {
  if (!says) return null;
  return (
    <p class="strip-note" role="alert">
      {says}
    </p>
  );
}
