import { api } from './api.ts';

/** The bar at the top of every staff page. */
export function TopBar({ where, who, onSignedOut }: { where: string; who?: string; onSignedOut: () => void }) {
  return (
    <header class="top">
      <span class="top__name">Tapwell</span>
      <span class="top__where">{where}</span>
      {who && <span class="top__who">{who}</span>}
      {who && (
        <button type="button" onClick={() => void api('/api/sign-out', {}).finally(onSignedOut)}>
          Sign out
        </button>
      )}
    </header>
  );
}
